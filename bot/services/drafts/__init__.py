"""工作稿: the one course of every draft — written over nobody, submitted, approved by a second person, never lost."""
