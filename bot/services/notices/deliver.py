"""Delivering what waits in the outbox: notices into conversations, codes to mobiles, cases to the intake.

A notice and the mark that it is done are one transaction, whether it goes to the website's feed or into a mailbox: it
appears once. Codes and cases leave the house at least once, with the row's key to know a repeat by.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session

from bot.db.models import OneTimeCode
from bot.services.notices import events, outbox
from bot.services.notices.intake import hand_over
from bot.services.notices.outbox import INTAKE, LANES, LEASE, OURS, SMS, Claimed
from bot.services.notices.words import notice
from bot.services.ports.http import PortDown, PortRefused
from bot.services.ports.intake import CaseIntake, case_intake
from bot.services.ports.sms import NoSms, SmsSender, sms_sender

log = structlog.get_logger()

# A slow system: what it has not taken by then is claimed anew, before its lease is over and another worker sends it too.
_ROUND_S = LEASE.total_seconds() / 2

Transaction = Callable[[], AbstractContextManager[Session]]


class Push(Protocol):
    """A channel that is written to: Telegram, WeChat."""

    def __call__(self, session: Session, conversation_id: str, message: dict[str, Any]) -> bool:
        """Puts it on its way in the caller's transaction; False when the conversation has no address there."""


@dataclass
class Ways:
    """How things leave the house; tests and channels put theirs in."""

    sms: Callable[[], SmsSender] = sms_sender
    intake: Callable[[], CaseIntake] = case_intake
    push: Mapping[str, Push] = field(
        default_factory=dict
    )  # by channel: the part of a conversation id before ":"


def deliver_due(transaction: Transaction, ways: Ways, now: datetime, *, only: str | None = None) -> int:
    """One round; how many were delivered. `only`: one of the outbox's lanes."""
    condition = OURS if only is None else LANES[only]
    with transaction() as session:
        claimed = outbox.claim(session, now, (condition,))
    delivered, down, begun = 0, set[str](), time.monotonic()
    for number, row in enumerate(claimed):
        if row.kind in down:
            continue
        if time.monotonic() - begun > _ROUND_S:
            with transaction() as session:
                outbox.put_back(session, [each for each in claimed[number:] if each.kind not in down], now)
            break
        try:
            delivered += deliver(transaction, ways, row, now)
        except _Down:
            # What comes after it would only wait for the same answer.
            down.add(row.kind)
            rest = [each for each in claimed[number + 1 :] if each.kind == row.kind]
            with transaction() as session:
                outbox.put_back(session, rest, now)
    return delivered


class _Down(Exception):
    """The system that a kind of row goes to does not answer."""


def deliver(transaction: Transaction, ways: Ways, row: Claimed, now: datetime) -> bool:
    """Raises _Down, the row being due again later."""
    try:
        if row.kind == SMS:
            _send_code(transaction, ways, row, now)
        elif row.kind == INTAKE:
            hand_over(transaction, ways.intake(), row, now)
        else:
            _tell(transaction, ways, row, now)
    except (PortDown, NoSms) as error:
        _again(transaction, row, f"{type(error).__name__}: {error}", now)
        raise _Down from error
    except PortRefused as error:
        _again(transaction, row, f"PortRefused: {error}", now, final=True)
        log.error("outbox.refused", kind=row.kind, row=row.id, why=str(error))
        return False
    except Exception as error:
        _again(transaction, row, type(error).__name__, now)
        log.exception("outbox.failed", kind=row.kind, row=row.id)
        return False
    return True


def _tell(transaction: Transaction, ways: Ways, row: Claimed, now: datetime) -> None:
    message = notice(row.kind, row.payload)
    assert row.session_id is not None
    with transaction() as session:
        target = events.last_conversation(session, row.session_id)
        if not outbox.done(session, row, now) or message is None:
            return
        push = ways.push.get(target.partition(":")[0])
        if push is None or not push(session, target, message):
            events.push(session, target, message, now, row.id)


def _send_code(transaction: Transaction, ways: Ways, row: Claimed, now: datetime) -> None:
    with transaction() as session:
        code = session.get(OneTimeCode, row.payload["code_id"])
        if code is None or code.code is None or code.mobile is None or code.expires_at <= now:
            outbox.done(session, row, now)  # over before it could be sent
            return
        wanted = (code.mobile, code.code, code.words)
    ways.sms().send_code(*wanted, row.key)
    with transaction() as session:
        outbox.done(session, row, now)
        sent = session.get(OneTimeCode, row.payload["code_id"])
        if sent is not None:
            sent.code = sent.mobile = None


def _again(transaction: Transaction, row: Claimed, why: str, now: datetime, *, final: bool = False) -> None:
    with transaction() as session:
        outbox.failed(session, row, why, now, final=final)
