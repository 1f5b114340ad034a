"""A code somebody waits for leaves at once where sending is only a line in the log, else the worker is woken."""

from __future__ import annotations

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.notices.deliver import Ways, deliver_due
from bot.services.notices.outbox import SMS
from bot.settings import get_settings

log = structlog.get_logger()

WAKE = threading.Event()


def nudge() -> None:
    """After the turn's transaction is committed."""
    if not turn.notes().nudge:
        return
    turn.notes().nudge = False
    if get_settings().sms_url is None:
        try:
            deliver_due(write_session, Ways(), utc_now(), only=SMS)
        except SQLAlchemyError:  # the turn is saved and said; the worker sends what waits
            log.exception("nudge.failed")
    WAKE.set()
