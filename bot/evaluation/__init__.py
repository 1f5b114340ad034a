"""Measuring the assistant: scripted conversations, retrieval, scope."""
