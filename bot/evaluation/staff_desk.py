"""What an agent does between the turns of a scripted conversation: ``坐席 上岗``, ``坐席 接待``, ``坐席 说 您好``."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from bot.db.base import utc_now
from bot.db.models import Handover
from bot.db.session import write_session
from bot.services.handover import duty, holding

ACTOR = "staff:script"


def act(what: str, words: str) -> None:
    """On the newest hand-over. Raises KeyError for a deed nobody knows."""
    now = utc_now()
    code, _, name = words.partition(" ")
    with write_session() as session:
        chat = session.scalar(select(func.max(Handover.id))) or 0
        deeds: dict[str, Callable[[], object]] = {
            "上岗": lambda: duty.start(session, ACTOR, (), now),
            "暂离": lambda: duty.stop(session, ACTOR, now),
            "接待": lambda: holding.claim(session, {}, chat, ACTOR, 1, (), now),
            "说": lambda: holding.speak(session, {}, chat, ACTOR, words, now),
            "发办理": lambda: holding.offer_service(session, {}, chat, ACTOR, code, name, now),
            "转回": lambda: holding.hand_back(session, {}, chat, ACTOR, now),
            "结束": lambda: holding.close(session, {}, chat, ACTOR, now),
        }
        deeds[what]()
