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
from bot.services.departments.succession import pass_on_late
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
_COUNTED = ("drafts", "conversations")  # said even where it is none
VERIFY_EVERY = timedelta(days=1)  # of the audit log, row by row


def tidy(now: datetime) -> dict[str, int]:
    """One round; how many of what are gone, and how many jobs `failed`. What fails is logged and tried again in the next
    round; the rest is done all the same. Several replicas may do it at once."""
    gone, failed = {}, 0
    for name, job in _jobs(now).items():
        try:
            gone[name] = job()
        except Exception:
            log.exception("housekeeping.failed", work=name)
            failed += 1
    counted = {name: gone.get(name, 0) for name in _COUNTED}
    rules = {rule.name: gone.get(rule.name, 0) for rule in RULES}
    found = {name: count for name, count in {**rules, "failed": failed}.items() if count}
    return {**counted, **found}


def _jobs(now: datetime) -> dict[str, Callable[[], int]]:
    """Name → what has to be done, in that order, and says how many it was."""
    keep = current().retention
    old = now - timedelta(days=keep.conversations_days)
    words_for, keys_for = timedelta(days=keep.mail_words_days), timedelta(days=keep.mail_keys_days)
    return {
        "draft_warnings": _once(lambda session: warn_drafts(session, now)),
        "attempts": _once(lambda session: forget_attempts(session, now)),
        "ended_tasks": _once(lambda session: forget_tasks(session, now, timedelta(hours=keep.tasks_hours))),
        "codes": _once(lambda session: forget_codes(session, now)),
        "proofs": _once(lambda session: forget_proofs(session, now)),
        "waiting_days": _once(lambda session: forget_waiting(session, today())),
        "staff_sessions": _once(lambda session: forget_sessions(session, now)),
        "drafts": _batches(lambda session: expire_drafts(session, now)),
        "mail": _batches(lambda session: forget_mail(session, now, words_for, keys_for)),
        "handovers": _batches(lambda session: forget_handovers(session, old)),
        "uploads": _batches(lambda session: uploads.expire(session, now)),
        "stray_files": _once(uploads.remove_strays),
        "passed_on": _once(lambda session: pass_on_late(session, now)),
        # What an import or a new calendar has changed of the windows' hours.
        "booked_times": _once(lambda session: realign_all(session, now)),
        "no_shows": _batches(lambda session: mark_no_shows(session, now)),
        # A day at a time: others write meanwhile.
        "days_counted": _batches(lambda session: count_days(session, today(), most=1)),
        **{rule.name: _batches(partial(due, rule=rule, now=now)) for rule in RULES},
        "conversations": partial(_all_conversations, old),
    }


def _once(job: Callable[[Session], object]) -> Callable[[], int]:
    def run() -> int:
        with write_session() as session:
            job(session)
        return 0

    return run


def _batches(batch: Callable[[Session], int]) -> Callable[[], int]:
    """Batch after batch, each a transaction, while there is any; how many it was."""

    def run() -> int:
        total = 0
        while True:
            with write_session() as session:
                count = batch(session)
            total += count
            if not count:
                return total

    return run


def _all_conversations(before: datetime) -> int:
    total = 0
    while batch := conversations.delete_expired(before):
        total += batch
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
