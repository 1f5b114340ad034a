"""Days the government works, and how legal periods are counted on them."""
