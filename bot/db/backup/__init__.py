"""Backups: one archive with the database, the uploaded files, and what proves that both are whole."""
