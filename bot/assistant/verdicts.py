"""有用 or 没用: what a citizen thinks of an answer, once a turn."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.db.models.conversation import Turn
from bot.db.session import get_engine

_TURN = Turn.__table__


class NothingToJudge(LookupError):
    """No such turn, or nothing in it states anything."""


class JudgedBefore(ValueError):
    """The other way round; the first verdict stands."""


def judge(conversation_id: str, seq: int, useful: bool) -> None:
    """Keep the verdict on turn `seq`; the same again changes nothing. Raises NothingToJudge and JudgedBefore."""
    this_turn = (_TURN.c.conversation_id == conversation_id) & (_TURN.c.seq == seq)
    with get_engine().begin() as connection:
        replies = connection.execute(select(_TURN.c.replies).where(this_turn)).scalar_one_or_none()
        if not any(message.get("source") for message in replies or []):
            raise NothingToJudge
        kept = connection.execute(
            update(_TURN).where(this_turn, _TURN.c.useful.is_(None)).values(useful=useful)
        )
        if kept.rowcount:
            return
        first = connection.execute(select(_TURN.c.useful).where(this_turn)).scalar_one()
    if first != useful:
        raise JudgedBefore
