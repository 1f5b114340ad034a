"""What agents see: who waits and since when, who talks with whom, messages left, and one chat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Handover, HandoverEvent, HandoverLine
from bot.services.handover.states import State
from bot.services.identity.mask import mask_text

_EXCERPT = 60


@dataclass(frozen=True)
class Row:
    id: int
    channel: str
    group: str
    state: State
    agent: str | None
    asked_at: datetime
    waited_s: int
    last: str  # the newest words of the citizen, masked
    reason: str


def listed(
    session: Session, states: Collection[State], departments: Collection[str], now: datetime, limit: int = 100
) -> list[Row]:
    """Who has waited longest stands first."""
    rows = session.scalars(
        select(Handover)
        .where(*_mine(states, departments))
        .order_by(Handover.queued_at, Handover.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    ).all()
    said = _last_words(session, [row.id for row in rows])
    return [
        Row(
            row.id,
            row.channel,
            row.group_code,
            State(row.state),
            row.agent,
            row.queued_at,
            max(int((now - row.queued_at).total_seconds()), 0),
            mask_text(said.get(row.id, "")).replace("\n", " ")[:_EXCERPT],
            row.reason,
        )
        for row in rows
    ]


def count(session: Session, state: State, departments: Collection[str]) -> int:
    query = select(func.count()).select_from(Handover).where(*_mine([state], departments))
    return int(session.scalar(query) or 0)


def history(session: Session, handover_id: int) -> list[Any]:
    """经过, oldest first."""
    return list(
        session.scalars(
            select(HandoverEvent)
            .where(HandoverEvent.handover_id == handover_id)
            .order_by(HandoverEvent.sequence)
        )
    )


def _mine(states: Collection[State], departments: Collection[str]) -> list[Any]:
    conditions = [col(Handover.state).in_([each.value for each in states])]
    if departments:
        conditions.append(or_(Handover.group_code == "", col(Handover.group_code).in_(sorted(departments))))
    return conditions


def _last_words(session: Session, ids: Collection[int]) -> dict[int, str]:
    newest = (
        select(func.max(HandoverLine.id))
        .where(col(HandoverLine.handover_id).in_(list(ids)), HandoverLine.who == "citizen")
        .group_by(HandoverLine.handover_id)
    )
    rows = session.execute(
        select(HandoverLine.handover_id, HandoverLine.text).where(col(HandoverLine.id).in_(newest))
    )
    return {handover_id: text for handover_id, text in rows}
