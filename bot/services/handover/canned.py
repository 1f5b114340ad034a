"""常用语: what agents say often, and what is said where nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import CannedAnswer
from bot.services.audit.record import record as audit
from bot.services.handover.errors import DeskError
from bot.services.handover.said import tidy

LONGEST_TITLE, LONGEST = 20, 500
_MOST = 200
_ABSENT_TITLE = "无人在岗时"


@dataclass(frozen=True)
class Canned:
    id: int
    title: str
    body: str
    updated_by: str


def listed(session: Session) -> list[Canned]:
    """In the order they were made: what stands where stays there."""
    rows = session.scalars(
        select(CannedAnswer).where(CannedAnswer.kind == "answer").order_by(CannedAnswer.id)
    )
    return [Canned(row.id, row.title, row.body, row.updated_by) for row in rows]


def save(session: Session, canned_id: int | None, title: str, body: str, actor: str, now: datetime) -> None:
    """A new one, or another wording. Raises DeskError."""
    title, body = tidy(title, LONGEST_TITLE, "名称"), tidy(body, LONGEST, "内容")
    if canned_id is None and len(listed(session)) >= _MOST:
        raise DeskError(f"常用语最多 {_MOST} 条，请先删掉不用的。")
    row = CannedAnswer(kind="answer") if canned_id is None else session.get(CannedAnswer, canned_id)
    if row is None or row.kind != "answer":
        raise DeskError("这条常用语已经删除，请刷新页面。")
    row.title, row.body, row.updated_by = title, body, actor
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise DeskError(f"已经有一条叫“{title}”，请换个名称。") from None
    audit(session, actor, "desk.canned_save", title, at=now)


def remove(session: Session, canned_id: int, actor: str, now: datetime) -> str:
    """Its title. Raises DeskError."""
    row = session.get(CannedAnswer, canned_id)
    if row is None or row.kind != "answer":
        raise DeskError("这条常用语已经删除。")
    title = str(row.title)
    session.delete(row)
    audit(session, actor, "desk.canned_remove", title, at=now)
    return title


def absent(session: Session) -> str:
    """What staff want said while nobody is there; empty for the house's own words."""
    found = session.scalar(select(CannedAnswer.body).where(CannedAnswer.kind == "absent"))
    return str(found or "")


def set_absent(session: Session, body: str, actor: str, now: datetime) -> None:
    """Empty: the house's own words again. Raises DeskError."""
    row = session.scalars(select(CannedAnswer).where(CannedAnswer.kind == "absent")).first()
    if not body.strip():
        if row is not None:
            session.delete(row)
    else:
        body = tidy(body, LONGEST, "内容")
        if row is None:
            row = CannedAnswer(kind="absent", title=_ABSENT_TITLE)
            session.add(row)
        row.body, row.updated_by = body, actor
    audit(session, actor, "desk.absent", at=now)
