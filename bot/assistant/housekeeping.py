"""What has to be forgotten in time: at its place, or by the schedule; how long is a setting where the city may choose."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.assistant import conversations
from bot.assistant.watch import verify_audit
from bot.db.base import utc_now
from bot.db.session import write_session
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
from bot.services.retention.schedule import RULES, Rule, due
from bot.services.staff.sessions import forget_sessions
from bot.services.tasks.engine import forget_tasks
from bot.services.uploads import keep as uploads
from bot.settings import get_settings

log = structlog.get_logger()

FIRST_AFTER = timedelta(minutes=1)  # starting comes first
EVERY = timedelta(hours=1)
VERIFY_EVERY = timedelta(days=1)  # of the audit log, row by row


def tidy(now: datetime) -> dict[str, int]:
    """One round; how many drafts and conversations are gone. Several replicas may do it at once."""
    keep = current().retention
    drafts = 0
    while True:
        with write_session() as session:
            ended = expire_drafts(session, now)
            warn_drafts(session, now)
            forget_attempts(session, now)
            forget_tasks(session, now, timedelta(hours=keep.tasks_hours))
            forget_codes(session, now)
            forget_proofs(session, now)
            forget_waiting(session, today())
            forget_mail(
                session, now, timedelta(days=keep.mail_words_days), timedelta(days=keep.mail_keys_days)
            )
            forget_sessions(session, now)
            forget_handovers(session, now - timedelta(days=keep.conversations_days))
        drafts += ended
        if not ended:
            break
    while True:
        with write_session() as session:
            if not uploads.expire(session, now):
                uploads.remove_strays(session)
                break
    with write_session() as session:
        realign_all(session, now)  # what an import or a new calendar has changed of the windows' hours
    while True:
        with write_session() as session:
            if not mark_no_shows(session, now):
                break
    while True:
        with write_session() as session:
            if not count_days(session, today(), most=1):  # a day at a time: others write meanwhile
                break
    gone = {rule.name: _over(rule, now) for rule in RULES}
    old = now - timedelta(days=keep.conversations_days)
    return {
        "drafts": drafts,
        "conversations": conversations.delete_expired(old),
        **{name: count for name, count in gone.items() if count},
    }


def _over(rule: Rule, now: datetime) -> int:
    """Everything that is over by one rule; a batch is a transaction."""
    total = 0
    while True:
        with write_session() as session:
            count = due(session, rule, now)
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
    """Forever; a failing round is logged and the next one tries again."""
    verified_at = utc_now() - VERIFY_EVERY
    await asyncio.sleep(FIRST_AFTER.total_seconds())
    while True:
        try:
            await asyncio.to_thread(sync_calendar)
            gone = await asyncio.to_thread(tidy, utc_now())
            if utc_now() >= verified_at + VERIFY_EVERY:
                verified_at = utc_now()
                await asyncio.to_thread(verify_audit)
        except Exception:
            log.exception("housekeeping.failed")
        else:
            log.info("housekeeping.done", **gone)
        await asyncio.sleep(EVERY.total_seconds())
