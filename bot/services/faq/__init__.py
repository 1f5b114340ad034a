"""The policy FAQ: its file format, its checks, import, export and releases."""
