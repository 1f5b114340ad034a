"""What is kept how long, and the deleting of it (docs/privacy.md)."""
