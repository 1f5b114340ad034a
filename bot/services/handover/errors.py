"""What a deed at the desk may be refused for; every message is Chinese and says what to do."""

from __future__ import annotations

from bot.services.staff.errors import StaffError


class DeskError(StaffError):
    """Told to the agent who tried."""
