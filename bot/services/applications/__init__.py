"""办件: from the first question of a draft to the result. Every function works in the caller's transaction."""
