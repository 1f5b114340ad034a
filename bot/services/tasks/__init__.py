"""事务: what is done step by step in a conversation — booking, complaining, rating — as flows of questions."""
