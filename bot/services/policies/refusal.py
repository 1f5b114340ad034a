"""Why a document cannot be read, in words for the person who brought it."""

from __future__ import annotations


class DocumentRefused(ValueError):
    """The message is Chinese and says what to do."""
