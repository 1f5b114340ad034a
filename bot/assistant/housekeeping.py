"""What has to be forgotten in time: at its place, or by the schedule; how long is a setting where the city may choose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.assistant import conversations
from bot.assistant.watch import verify_audit
from bot.db.base import utc_now
from bot.db.session import Session, write_session
from bot.services.applications.expiry import expire_drafts, warn_drafts
from bot.services.applications.proof import forget_attempts
from bot.services.appointments.check_in import mark_no_shows
from bot.services.appointments.realign import realign_all
from bot.services.appointments.waiting import forget_waiting
from bot.services.calendar import sync as calendar
from bot.services.content import today
from bot.services.handover.forget import forget_old as forget_handovers
from bot.services.house.current import current
from bot.services.identity.codes import forget_codes
from bot.services.identity.proven import forget_proofs
from bot.services.insight.cells import count_days
from bot.services.mailbox.forget import forget_mail
from bot.services.ports.calendar import calendar_source
from bot.services.ports.http import PortDown, PortRefused
from bot.services.retention.schedule import RULES, due
from bot.services.staff.sessions import forget_sessions
from bot.services.tasks.engine import forget_tasks
from bot.services.uploads import keep as uploads
from bot.settings import get_settings

log = structlog.get_logger()
T = TypeVar("T")

FIRST_AFTER = timedelta(minutes=1)  # starting comes first
EVERY = timedelta(hours=1)
VERIFY_EVERY = timedelta(days=1)  # of the audit log, row by row


def tidy(now: datetime) -> dict[str, int]:
    """One round; how many drafts and conversations are gone. Several replicas may do it at once."""
    keep = current().retention
    old = now - timedelta(days=keep.conversations_days)
    words_for, keys_for = timedelta(days=keep.mail_words_days), timedelta(days=keep.mail_keys_days)
    with write_session() as session:
        warn_drafts(session, now)
        forget_attempts(session, now)
        forget_tasks(session, now, timedelta(hours=keep.tasks_hours))
        forget_codes(session, now)
        forget_proofs(session, now)
        forget_waiting(session, today())
        forget_sessions(session, now)
    drafts = _all_of(lambda session: expire_drafts(session, now))
    _all_of(lambda session: forget_mail(session, now, words_for, keys_for))
    _all_of(lambda session: forget_handovers(session, old))
    _all_of(lambda session: uploads.expire(session, now))
    with write_session() as session:
        uploads.remove_strays(session)
    with write_session() as session:
        realign_all(session, now)  # what an import or a new calendar has changed of the windows' hours
    _all_of(lambda session: mark_no_shows(session, now))
    _all_of(lambda session: count_days(session, today(), most=1))  # a day at a time: others write meanwhile
    gone = {rule.name: _all_of(partial(due, rule=rule, now=now)) for rule in RULES}
    conversations_gone = 0
    while batch := conversations.delete_expired(old):
        conversations_gone += batch
    return {
        "drafts": drafts,
        "conversations": conversations_gone,
        **{name: count for name, count in gone.items() if count},
    }


def _all_of(batch: Callable[[Session], int]) -> int:
    """Batch after batch, each a transaction, while there is any; how many it was."""
    total = 0
    while True:
        with write_session() as session:
            count = batch(session)
        total += count
        if not count:
            return total


def sync_calendar() -> int:
    """Nothing where no calendar system is set. A failing one leaves what was known."""
    if get_settings().calendar_url is None:
        return 0
    try:
        days = calendar.fetch(calendar_source(), today())
    except (PortDown, PortRefused) as error:
        log.warning("calendar.not_fetched", why=str(error))
        return 0
    with write_session() as session:
        changed = calendar.store(session, days)
        if changed:  # a day off that was a working day takes booked times with it
            realign_all(session, utc_now())
        return changed


async def keep_tidy() -> None:
    """Forever. What fails is logged and tried again in the next round; the rest of the round is done all the same."""
    verified_at = utc_now() - VERIFY_EVERY
    await asyncio.sleep(FIRST_AFTER.total_seconds())
    while True:
        await _done(sync_calendar)
        gone = await _done(tidy, utc_now())
        if gone is not None:
            log.info("housekeeping.done", **gone)
        if utc_now() >= verified_at + VERIFY_EVERY and await _done(verify_audit) is not None:
            verified_at = utc_now()
        await asyncio.sleep(EVERY.total_seconds())


async def _done(work: Callable[..., T], *what: Any) -> T | None:
    """What came of it, beside the event loop; None when it failed."""
    try:
        return await asyncio.to_thread(work, *what)
    except Exception:
        log.exception("housekeeping.failed", work=work.__name__)
        return None
