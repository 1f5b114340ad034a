"""渠道账号: in which conversation somebody on a messaging app speaks, and whether they may be written to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import CitizenChannel
from bot.services.mailbox.address import Address

QUIET_FOR = timedelta(days=30)  # a conversation goes on while its drafts do; after that a new one is opened


@dataclass(frozen=True)
class Account:
    conversation_id: str
    is_new: bool  # the conversation has to be created


def account_of(session: Session, address: Address, now: datetime, *, afresh: bool = False) -> Account:
    """The account of `address`, opened when there is none; writing to us ends a block.

    `afresh`: the conversation it had is gone. Two at once collide on the unique address: the caller tries again.
    """
    row = _row(session, address)
    first = row is None
    if row is None:
        row = CitizenChannel(channel=address.channel, address=address.value, address_index=address.index)
        session.add(row)
    quiet = row.last_seen_at is not None and row.last_seen_at + QUIET_FOR < now
    speaks_in = None if first or quiet or afresh else row.session_id
    row.session_id = speaks_in or address.conversation_id(now)
    row.last_seen_at, row.blocked_at = now, None
    session.flush()
    return Account(row.session_id, is_new=speaks_in is None)


def has_any(session: Session, channel: str) -> bool:
    """Whether anybody ever spoke to us there."""
    query = select(CitizenChannel.id).where(CitizenChannel.channel == channel).limit(1)
    return session.scalar(query) is not None


def address_in(session: Session, conversation_id: str) -> Address | None:
    """Who speaks in a conversation of ours; None for one of the website."""
    query = select(CitizenChannel).where(CitizenChannel.session_id == conversation_id)
    for row in session.scalars(query):
        address = Address(row.channel, row.address)
        if row.address_index in address.indexes:
            return address
    return None


def block(session: Session, address: Address, now: datetime) -> None:
    """They stopped us: nothing is sent until they write again. Somebody never seen needs no note."""
    row = _row(session, address)
    if row is not None:
        row.blocked_at = row.blocked_at or now


def is_blocked(session: Session, address: Address) -> bool:
    row = _row(session, address)
    return row is not None and row.blocked_at is not None


def _row(session: Session, address: Address) -> CitizenChannel | None:
    query = select(CitizenChannel).where(
        CitizenChannel.channel == address.channel, col(CitizenChannel.address_index).in_(address.indexes)
    )
    return session.scalars(query).one_or_none()
