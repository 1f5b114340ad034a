"""同义词 in the console: groups of words, which questions a change would change, a second person, live at once."""
