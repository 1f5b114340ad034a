"""事项维护: items and their forms, written, looked at as a citizen would, approved."""
