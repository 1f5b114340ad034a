"""What the pages of the desk have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.assistant.delivery import WAYS
from bot.console.access import having
from bot.console.numbered import Number
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.handover import duty
from bot.services.handover.tell import Ways
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

Agent = Annotated[Current, having(Role.AGENT)]
Chat = Number  # of a hand-over


def ways() -> Ways:
    """Where an agent's words go."""
    return WAYS.push


def here(me: Current) -> datetime:
    """The desk is open before this agent; the moment it is."""
    now = utc_now()
    with read_session() as session:
        is_due = duty.needs_note(session, me.actor, now)
    if is_due:
        with write_session() as session:
            duty.seen(session, me.actor, me.departments, now)
    return now


def span(seconds: int) -> str:
    """等了多久."""
    if seconds < 60:
        return f"{seconds} 秒"
    minutes, hours = seconds // 60 % 60, seconds // 3600
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分钟"
