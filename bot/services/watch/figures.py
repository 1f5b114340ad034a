"""Figures read from the database when somebody looks, each by one small query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.base import UtcDateTime
from bot.db.columns import col
from bot.db.models import (
    AuditLog,
    ChannelDelivery,
    ChannelUpdate,
    FaqRelease,
    OutboxMessage,
)
from bot.services.notices.outbox import MOST_TRIES, OURS


@dataclass(frozen=True)
class Figure:
    name: str
    help: str
    value: float


def outbox(session: Session, now: datetime) -> Iterator[Figure]:
    waiting = (OURS, col(OutboxMessage.delivered_at).is_(None))
    alive = (*waiting, OutboxMessage.attempts < MOST_TRIES)
    count, oldest = session.execute(
        select(func.count(OutboxMessage.id), func.min(OutboxMessage.created_at, type_=UtcDateTime())).where(
            *alive
        )
    ).one()
    yield Figure("zhengwen_outbox_waiting", "Notices and hand-overs not delivered yet", count)
    yield Figure("zhengwen_outbox_age_seconds", "Age of the oldest of them", _age(oldest, now))
    given_up = session.scalar(
        select(func.count(OutboxMessage.id)).where(*waiting, OutboxMessage.attempts >= MOST_TRIES)
    )
    yield Figure("zhengwen_outbox_given_up", "Those that are tried no more", given_up or 0)


def mailbox(session: Session, now: datetime) -> Iterator[Figure]:
    for table, name, what in (
        (ChannelUpdate, "updates", "Messages of messaging apps to be answered"),
        (ChannelDelivery, "deliveries", "Answers to be sent to messaging apps"),
    ):
        count, oldest = session.execute(
            select(func.count(table.id), func.min(table.created_at, type_=UtcDateTime())).where(
                table.state == "waiting"
            )
        ).one()
        yield Figure(f"zhengwen_mailbox_{name}_waiting", what, count)
        yield Figure(f"zhengwen_mailbox_{name}_age_seconds", "Age of the oldest of them", _age(oldest, now))


def releases(session: Session, _now: datetime) -> Iterator[Figure]:
    sequence = session.scalar(select(FaqRelease.sequence).where(col(FaqRelease.is_active)))
    yield Figure("zhengwen_faq_release", "Number of the active FAQ release; 0 without one", sequence or 0)


def audit(session: Session, _now: datetime) -> Iterator[Figure]:
    rows = session.scalar(select(func.max(AuditLog.sequence)))
    yield Figure("zhengwen_audit_rows", "Rows of the audit log", rows or 0)


# One entry a part of the product; each yields at least one figure.
PARTS: list[Callable[[Session, datetime], Iterator[Figure]]] = [outbox, mailbox, releases, audit]


def figures(session: Session, now: datetime) -> list[Figure]:
    return [figure for part in PARTS for figure in part(session, now)]


def _age(oldest: datetime | None, now: datetime) -> float:
    return max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0
