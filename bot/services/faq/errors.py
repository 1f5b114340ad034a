"""What can go wrong while working on the FAQ: what can go wrong with any draft."""

from bot.services.drafts.errors import Conflict, NotReady, WorkError

__all__ = ["Conflict", "NotReady", "WorkError"]
