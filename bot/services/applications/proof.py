"""Proof that a case is one's own: the last six characters of the number given when applying, five wrong tries an hour."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import ProofAttempt

PROOF_LENGTH = 6
MOST_WRONG = 5
LOCKED_FOR = timedelta(hours=1)
_NOBODY = "\x00" * PROOF_LENGTH  # compared with when there is no case, so that the time taken tells nothing


class TooManyTries(Exception):
    """The case number is locked, existing or not."""


def proves(session: Session, case_no: str, case: Any, suffix: str, now: datetime) -> bool:
    """Counts a wrong try; raises TooManyTries. `case` is None for a number that nobody has."""
    attempt = _attempt(session, case_no, now)
    if now - attempt.last_wrong_at >= LOCKED_FOR:
        attempt.wrong = 0
    if attempt.wrong >= MOST_WRONG:
        raise TooManyTries
    typed = unicodedata.normalize("NFKC", suffix).strip().upper()
    if hmac.compare_digest(typed.encode(), _secret(case).encode()):
        session.delete(attempt)
        return True
    attempt.wrong += 1
    attempt.last_wrong_at = now
    session.flush()
    return False


def forget_attempts(session: Session, now: datetime) -> None:
    """For housekeeping: what no longer locks anything."""
    session.execute(delete(ProofAttempt).where(ProofAttempt.last_wrong_at <= now - LOCKED_FOR))


def _secret(case: Any) -> str:
    number = (case.applicant_id_number or case.contact_mobile) if case is not None else None
    return number[-PROOF_LENGTH:] if number else _NOBODY


def _attempt(session: Session, case_no: str, now: datetime) -> Any:
    """The row of the number, held until the transaction ends, so that parallel tries are counted one by one."""
    query = select(ProofAttempt).where(ProofAttempt.case_no == case_no).with_for_update()
    for _ in range(2):
        found = session.scalars(query.execution_options(populate_existing=True)).first()
        if found is not None:
            return found
        try:
            with session.begin_nested():
                session.add(ProofAttempt(case_no=case_no, wrong=0, last_wrong_at=now))
        except IntegrityError:  # another try made it
            continue
    return session.scalars(query.execution_options(populate_existing=True)).one()


@contextmanager
def guard(session: Session, what: str, now: datetime) -> Iterator[Callable[[], None]]:
    """Tries of something that can be guessed, counted like wrong proofs; call what it gives when the try was right.

    Raises TooManyTries.
    """
    attempt = _attempt(session, what, now)
    if now - attempt.last_wrong_at >= LOCKED_FOR:
        attempt.wrong = 0
    if attempt.wrong >= MOST_WRONG:
        raise TooManyTries
    attempt.wrong += 1  # until it proves right
    attempt.last_wrong_at = now
    session.flush()

    def right() -> None:
        attempt.wrong = 0
        session.flush()

    yield right
