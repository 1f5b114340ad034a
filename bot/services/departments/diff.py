"""What changed between two texts of a department and its windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.services.departments.specs import PLACE
from bot.services.editing.diff import between
from bot.services.faq.diff import Change


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """Only what differs."""
    return list(between(PLACE, old or {}, new, ""))
