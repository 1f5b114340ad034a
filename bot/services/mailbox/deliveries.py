"""What goes out to a messaging app: in order for each citizen, at least once, never to somebody who blocked us."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import ChannelDelivery
from bot.services.mailbox import claims
from bot.services.mailbox.address import Address

MOST_ATTEMPTS = 12  # with the waits below: about a day
_ORDER = ("id",)


@dataclass(frozen=True)
class Button:
    title: str
    data: str  # what comes back when it is pressed; at most 64 bytes


@dataclass(frozen=True)
class Part:
    """One message of the app."""

    address: str
    text: str
    buttons: tuple[Button, ...] = ()
    facts: dict[str, str] = field(
        default_factory=dict
    )  # of a notice, for an app with forms of its own for those


@dataclass(frozen=True)
class Letter:
    """A part to be sent."""

    id: int
    channel: str
    part: Part
    attempts: int


def queue(
    session: Session,
    channel: str,
    address_index: str,
    part: Part,
    now: datetime,
    update_id: int | None = None,
    position: int = 0,
) -> None:
    session.add(
        ChannelDelivery(
            channel=channel,
            address_index=address_index,
            update_id=update_id,
            position=position,
            body=json.dumps(asdict(part), ensure_ascii=False),
            due_at=now,
        )
    )
    session.flush()  # ids in the order of the parts


def waiting(session: Session, channels: Sequence[str], now: datetime, limit: int) -> list[int]:
    return claims.heads(session, ChannelDelivery, _ORDER, channels, now, limit)


def take(session: Session, row_id: int, now: datetime) -> Letter | None:
    """None when another process has it."""
    if not claims.claim(session, ChannelDelivery, row_id, now):
        return None
    return _letter(session.get(ChannelDelivery, row_id))


def keep_for_the_door(
    session: Session, update_id: int, now: datetime, rest_after: timedelta
) -> Letter | None:
    """The first part of an answer, claimed for a door that still waits for it; the rest follows a little later."""
    first = _first_of(session, update_id)
    if first is None or first.state != "waiting":
        return None
    session.execute(
        update(ChannelDelivery)
        .where(ChannelDelivery.update_id == update_id, ChannelDelivery.position > 0)
        .values(due_at=now + rest_after)
        .execution_options(synchronize_session="fetch")
    )
    first.claimed_until = now + claims.LEASE
    return _letter(first)


def give_back(session: Session, row_id: int) -> None:
    """The door has closed: it is sent like any other."""
    session.get(ChannelDelivery, row_id).claimed_until = None


def handed_over(session: Session, row_id: int, now: datetime) -> None:
    """Said at the door."""
    _close(session, row_id, "handed", now)


def said_at_the_door(session: Session, update_id: int) -> Letter | None:
    """For a platform that asks again, because it never heard the answer."""
    row = _first_of(session, update_id)
    return _letter(row) if row is not None and row.state == "handed" and row.body else None


def _first_of(session: Session, update_id: int) -> ChannelDelivery | None:
    query = select(ChannelDelivery).where(
        ChannelDelivery.update_id == update_id, ChannelDelivery.position == 0
    )
    return session.scalars(query).one_or_none()


def sent(session: Session, row_id: int, now: datetime) -> None:
    _close(session, row_id, "sent", now)


def drop(session: Session, row_id: int, why: str) -> None:
    """It can never be delivered."""
    _close(session, row_id, "dropped", None, why)


def hold(session: Session, row_id: int, why: str) -> None:
    """It may not be delivered before they write again."""
    row = session.get(ChannelDelivery, row_id)
    row.state, row.last_error, row.claimed_until = "held", why[:120], None


def postpone(session: Session, row_id: int, until: datetime, why: str, *, counts: bool = True) -> bool:
    """Try again at `until`; False when it was tried often enough and is dropped."""
    row = session.get(ChannelDelivery, row_id)
    row.attempts += 1 if counts else 0
    row.claimed_until, row.due_at, row.last_error = None, until, why[:120]
    if row.attempts < MOST_ATTEMPTS:
        return True
    row.state, row.body = "dropped", None
    return False


def wait_after(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s … at most 4 hours."""
    return timedelta(seconds=min(2 ** (attempts + 1), 4 * 3600))


def release(session: Session, address: Address, now: datetime) -> None:
    """They wrote: what was held back may be delivered."""
    _all_of(session, address, "held", {"state": "waiting", "due_at": now, "attempts": 0})


def drop_all(session: Session, address: Address, why: str) -> None:
    """They blocked us: nothing that waits is sent."""
    for state in ("waiting", "held"):
        _all_of(session, address, state, {"state": "dropped", "body": None, "last_error": why})


def _all_of(session: Session, address: Address, state: str, values: dict[str, object]) -> None:
    session.execute(
        update(ChannelDelivery)
        .where(
            ChannelDelivery.channel == address.channel,
            col(ChannelDelivery.address_index).in_(address.indexes),
            ChannelDelivery.state == state,
        )
        .values(**values)
        .execution_options(synchronize_session="fetch")
    )


def _close(session: Session, row_id: int, state: str, now: datetime | None, why: str = "") -> None:
    row = session.get(ChannelDelivery, row_id)
    row.state, row.sent_at, row.last_error, row.claimed_until = state, now, why[:120], None
    if state == "dropped":
        row.body = None  # a sent one keeps its words for a day: the platform may ask for them again


def _letter(row: ChannelDelivery) -> Letter:
    body = json.loads(row.body or "{}")
    buttons = tuple(Button(**each) for each in body.pop("buttons"))
    return Letter(row.id, row.channel, Part(**body, buttons=buttons), row.attempts)
