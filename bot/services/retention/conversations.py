"""Around conversations: notices told, the outbox, tasks that ended, codes that are over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import AppointmentWaiting, ChatEvent, DraftCode, OutboxMessage, Task
from bot.services.content import CITY_ZONE
from bot.services.notices.outbox import MOST_TRIES
from bot.services.retention.batch import remove


def notices(session: Session, before: datetime, _now: datetime) -> int:
    return remove(session, ChatEvent, ChatEvent.created_at < before, by=ChatEvent.created_at)


def outbox(session: Session, before: datetime, _now: datetime) -> int:
    """What was delivered, or is tried no more."""
    told = select(ChatEvent.id).where(ChatEvent.outbox_id == OutboxMessage.id).exists()
    ended = col(OutboxMessage.delivered_at).is_not(None) | (OutboxMessage.attempts >= MOST_TRIES)
    old = OutboxMessage.created_at < before
    return remove(session, OutboxMessage, old, ended, ~told, by=OutboxMessage.created_at)


def tasks(session: Session, before: datetime, _now: datetime) -> int:
    """Their answers went a day after they ended."""
    return remove(session, Task, Task.updated_at < before, Task.state != "open")


def draft_codes(session: Session, before: datetime, _now: datetime) -> int:
    return remove(session, DraftCode, DraftCode.expires_at < before)


def waiting(session: Session, before: datetime, _now: datetime) -> int:
    """Name and mobile went with the day that was waited for."""
    day = before.astimezone(CITY_ZONE).date()
    return remove(session, AppointmentWaiting, AppointmentWaiting.appoint_date < day)
