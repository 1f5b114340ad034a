"""分办: which department a complaint or a request belongs to, and the words that say so."""
