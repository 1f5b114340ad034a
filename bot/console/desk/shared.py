"""What the pages of the desk have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import Path

from bot.assistant.delivery import WAYS
from bot.console.access import having
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.handover import duty
from bot.services.handover.tell import Ways
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

Agent = Annotated[Current, having(Role.AGENT)]
Chat = Annotated[int, Path(ge=1, le=2_147_483_647)]  # the number of a hand-over
CHANNELS: Mapping[str, str] = {
    "web": "网页",
    "telegram": "Telegram",
    "wechat": "微信公众号",
    "wecom": "企业微信",
    "chat": "终端",
}


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
