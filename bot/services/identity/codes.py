"""One-time codes: six digits to a mobile, five minutes, once, and never kept in clear once they are sent."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_index, blind_indexes
from bot.db.models import OneTimeCode
from bot.services import turn
from bot.services.notices.outbox import SMS
from bot.services.notices.queue import queue

VALID_FOR = timedelta(minutes=5)
MOST_WRONG = 5
PAUSE = timedelta(seconds=60)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# (window, most codes to one mobile, most codes asked for in one conversation)
LIMITS = ((_HOUR, 5, 6), (_DAY, 10, 12))


class CodeRefused(Exception):
    """No code is sent, or the typed one is not right; the message tells the citizen what to do."""

    def __init__(self, message: str, *, over: bool = False) -> None:
        super().__init__(message)
        self.over = over  # this code can no longer be used


@dataclass(frozen=True)
class Issued:
    id: int
    already: bool  # one was sent a moment ago and is on its way


def issue(
    session: Session, mobile: str, purpose: str, conversation_id: str, now: datetime, words: str = ""
) -> Issued:
    """A new code, queued for sending in the caller's transaction; an older one of the same use is over.

    Raises CodeRefused when too many were asked for.
    """
    indexes = blind_indexes(mobile, "mobile")
    index = indexes[0]
    _one_at_a_time(session, indexes[-1])
    latest = _open(session, purpose, conversation_id, indexes, now)
    if latest is not None and now - latest.issued_at < PAUSE:
        return Issued(latest.id, already=True)
    _within_limits(session, indexes, conversation_id, now)
    session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.purpose == purpose,
            OneTimeCode.session_id == conversation_id,
            col(OneTimeCode.mobile_index).in_(indexes),
            col(OneTimeCode.used_at).is_(None),
        )
        .values(used_at=now, code=None, mobile=None)
        .execution_options(synchronize_session=False)
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = OneTimeCode(
        purpose=purpose,
        session_id=conversation_id,
        mobile=mobile,
        mobile_index=index,
        code=code,
        words=words,
        code_hash=blind_index(_said(purpose, conversation_id, index, code), "one_time_code"),
        issued_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(row)
    session.flush()
    # Not the id: SQLite gives that of a deleted row again, and the message would count as sent.
    queue(session, SMS, f"sms:{row.code_hash}", {"code_id": row.id}, session_id=None, due_at=now)
    turn.notes().nudge = True
    return Issued(row.id, already=False)


def redeem(
    session: Session, typed: str, mobile: str, purpose: str, conversation_id: str, now: datetime
) -> None:
    """Uses the code up. Raises CodeRefused; the caller commits either way, wrong tries are counted."""
    row = _open(session, purpose, conversation_id, blind_indexes(mobile, "mobile"), now)
    if row is None:
        raise CodeRefused("验证码已经失效，请说“重发”再取一个。", over=True)
    if row.wrong >= MOST_WRONG:
        raise CodeRefused("输错次数太多，这个验证码已作废。请说“重发”再取一个。", over=True)
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    if not _matches(row, plain):
        row.wrong += 1
        session.flush()
        left = MOST_WRONG - row.wrong
        more = f"还可以试{left}次" if left else "这个验证码已作废，请说“重发”再取一个"
        raise CodeRefused(f"验证码不对，{more}。", over=not left)
    used = session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.id == row.id, col(OneTimeCode.used_at).is_(None))
        .values(used_at=now, code=None, mobile=None)
        .execution_options(synchronize_session=False)
    )
    if not used.rowcount:
        raise CodeRefused("验证码已经用过，请说“重发”再取一个。", over=True)


def forget_codes(session: Session, now: datetime) -> None:
    """For housekeeping: after a day they count for no limit; what was never sent is dropped when it is over."""
    session.execute(
        update(OneTimeCode)
        .where(OneTimeCode.expires_at <= now, col(OneTimeCode.code).is_not(None))
        .values(code=None, mobile=None)
        .execution_options(synchronize_session=False)
    )
    session.query(OneTimeCode).filter(OneTimeCode.issued_at <= now - _DAY).delete(synchronize_session=False)


def _open(
    session: Session, purpose: str, conversation_id: str, indexes: tuple[str, ...], now: datetime
) -> Any:
    """The newest code that may still be typed, held until the transaction ends."""
    return session.scalars(
        select(OneTimeCode)
        .where(
            OneTimeCode.purpose == purpose,
            OneTimeCode.session_id == conversation_id,
            col(OneTimeCode.mobile_index).in_(indexes),
            col(OneTimeCode.used_at).is_(None),
            OneTimeCode.expires_at > now,
        )
        .order_by(col(OneTimeCode.id).desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _within_limits(session: Session, indexes: tuple[str, ...], conversation_id: str, now: datetime) -> None:
    def sent(window: timedelta, condition: Any) -> int:
        query = select(func.count()).where(col(OneTimeCode.issued_at) > now - window, condition)
        return int(session.scalar(query) or 0)

    if sent(PAUSE, col(OneTimeCode.mobile_index).in_(indexes)):
        raise CodeRefused("刚给这个号码发过验证码，请一分钟后再试。")
    for window, most_mobile, most_here in LIMITS:
        when = "一小时后" if window == _HOUR else "明天"
        if sent(window, col(OneTimeCode.mobile_index).in_(indexes)) >= most_mobile:
            raise CodeRefused(f"这个号码取验证码的次数太多，请{when}再试，或拨打 12345。")
        if sent(window, OneTimeCode.session_id == conversation_id) >= most_here:
            raise CodeRefused(f"取验证码的次数太多，请{when}再试，或拨打 12345。")


def _said(purpose: str, conversation_id: str, index: str, code: str) -> str:
    return f"{purpose}/{conversation_id}/{index}/{code}"


def _matches(row: Any, typed: str) -> bool:
    """Every key is tried, in the same time whichever it is."""
    said = _said(row.purpose, row.session_id, row.mobile_index, typed)
    right = [hmac.compare_digest(each, str(row.code_hash)) for each in blind_indexes(said, "one_time_code")]
    return any(right)


def _one_at_a_time(session: Session, index: str) -> None:
    """Limits of one mobile are counted one by one; SQLite's transactions queue already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(index[:15], 16)})
