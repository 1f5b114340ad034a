"""What came in from a messaging app: stored once, answered once, in the order of the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import ChannelUpdate
from bot.services.mailbox import claims, deliveries
from bot.services.mailbox.address import Address

MOST_ATTEMPTS = 5
_ORDER = ("sequence", "id")


@dataclass(frozen=True)
class Received:
    """An update as its door hands it in; `key` is the platform's own name of it."""

    address: Address
    key: str
    sequence: int
    body: str


@dataclass(frozen=True)
class Taken:
    """An update to be answered."""

    id: int
    channel: str
    key: str
    body: str
    attempts: int


def receive(session: Session, received: Received, now: datetime) -> int | None:
    """The new row's id; None when this update came before. What was held back for its sender may go out again."""
    row = ChannelUpdate(
        channel=received.address.channel,
        update_key=received.key,
        address_index=received.address.index,
        sequence=received.sequence,
        body=received.body,
        due_at=now,
    )
    if find(session, received.address.channel, received.key) is not None:
        return None
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same one, in the same moment
        return None
    deliveries.release(session, received.address, now)
    return row.id


def find(session: Session, channel: str, key: str) -> int | None:
    """The id of an update that came before."""
    found: int | None = session.scalar(
        select(ChannelUpdate.id).where(ChannelUpdate.channel == channel, ChannelUpdate.update_key == key)
    )
    return found


def last_sequence(session: Session, channel: str, since: datetime) -> int | None:
    """The highest place in the platform's order that came in since then; None when nothing did."""
    found: int | None = session.scalar(
        select(func.max(ChannelUpdate.sequence)).where(
            ChannelUpdate.channel == channel, ChannelUpdate.created_at >= since
        )
    )
    return found


def waiting(session: Session, channels: Sequence[str], now: datetime, limit: int) -> list[int]:
    return claims.heads(session, ChannelUpdate, _ORDER, channels, now, limit)


def take(session: Session, row_id: int, now: datetime) -> Taken | None:
    """None when another process has it."""
    if not claims.claim(session, ChannelUpdate, row_id, now):
        return None
    row = session.get(ChannelUpdate, row_id)
    return Taken(row.id, row.channel, row.update_key, row.body or "", row.attempts)


def finish(session: Session, row_id: int, parts: Sequence[deliveries.Part], now: datetime) -> None:
    """Answered: its answer is queued in the same transaction, its words are forgotten."""
    _close(session, row_id, "done", parts, now)


def postpone(
    session: Session, row_id: int, now: datetime, wait: timedelta, sorry: Sequence[deliveries.Part]
) -> None:
    """Try again later; after `MOST_ATTEMPTS` the citizen is told `sorry` instead."""
    row = session.get(ChannelUpdate, row_id)
    row.attempts += 1
    row.claimed_until, row.due_at = None, now + wait
    if row.attempts >= MOST_ATTEMPTS:
        _close(session, row_id, "given_up", sorry, now)


def _close(
    session: Session, row_id: int, state: str, parts: Sequence[deliveries.Part], now: datetime
) -> None:
    row = session.get(ChannelUpdate, row_id)
    if row.state != "waiting":
        return
    for position, part in enumerate(parts):
        deliveries.queue(session, row.channel, row.address_index, part, now, row_id, position)
    row.state, row.body, row.claimed_until = state, None, None
