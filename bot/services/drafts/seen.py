"""A draft as somebody finds it at the editor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.services.drafts.course import CHANGE, Body


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A draft as somebody finds it, or what is live where there is none."""

    body: Body
    state: str = ""  # empty when there is no draft
    action: str = CHANGE
    version: int = 0  # 0 when there is no draft
    edited_by: str = ""
    editors: tuple[str, ...] = ()
    note: str = ""
    outdated: bool = False  # the thing was changed since the draft was begun
    at: datetime | None = None


def seen(work: Any, live: Body | None, at: datetime | None, outdated: bool) -> dict[str, Any]:
    """The values of a `Seen`; `live` and `at`: of the thing itself, where there is no draft."""
    if work is None:
        return {"body": live, "at": at}
    return {
        "body": work.body,
        "state": work.state,
        "action": work.action,
        "version": work.version,
        "edited_by": work.edited_by,
        "editors": tuple(work.editors),
        "note": work.note,
        "outdated": outdated,
        "at": work.updated_at,
    }
