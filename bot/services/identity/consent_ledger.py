"""授权台账: who agreed to what, for which purpose, when, until when — read and withdrawn by the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Agency, Application, Consent
from bot.services.applications.states import State

PURPOSES = {
    "application": "办理申请",
    "agency": "由他人代办",
    "data_sharing": "调取其他部门的记录",
    "handover": "坐席查看之前的对话",
}
AGENCY, SHARING = "agency", "data_sharing"


@dataclass(frozen=True)
class Entry:
    id: int
    purpose: str  # 目的
    about: str  # 事项 and number
    data: str  # 涉及的信息
    text: str
    at: datetime
    withdrawn_at: datetime | None


class CannotWithdraw(Exception):
    """The message tells the citizen what to do instead."""


def give(
    session: Session,
    *,
    conversation_id: str,
    citizen_id: int | None,
    purpose: str,
    subject: str,
    data: str,
    text: str,
    version: str,
    now: datetime,
) -> Any:
    """Another entry; what was agreed is kept in the words that were shown."""
    entry = Consent(
        session_id=conversation_id,
        citizen_id=citizen_id,
        purpose=purpose,
        subject=subject,
        data=data,
        text=text,
        text_version=version,
        at=now,
    )
    session.add(entry)
    session.flush()
    return entry


def of_citizen(session: Session, citizen: Any, conversation_id: str) -> list[Entry]:
    """Newest first: the citizen's, and what this conversation agreed to and nobody owns."""
    here = (Consent.session_id == conversation_id) & col(Consent.citizen_id).is_(None)
    rows = session.scalars(
        select(Consent).where((Consent.citizen_id == citizen.id) | here).order_by(col(Consent.id).desc())
    )
    return [_entry(session, row) for row in rows]


def withdraw(session: Session, citizen: Any, conversation_id: str, entry_id: int, now: datetime) -> Entry:
    """个人信息保护法 第十五条: what was done before stays valid. Raises CannotWithdraw."""
    entry = next(
        (each for each in of_citizen(session, citizen, conversation_id) if each.id == entry_id), None
    )
    if entry is None:
        raise CannotWithdraw("没有找到这项授权。")
    row = session.get(Consent, entry_id)
    assert row is not None
    if row.withdrawn_at is not None:
        return entry
    _end(session, row, now)
    row.withdrawn_at = now
    session.flush()
    return _entry(session, row)


def _end(session: Session, row: Any, now: datetime) -> None:
    """What the consent carried stops."""
    if row.purpose == AGENCY and row.subject:
        session.execute(
            update(Agency)
            .where(Agency.id == int(row.subject.partition(":")[2]), col(Agency.ended_at).is_(None))
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )
        return
    if row.purpose == SHARING and row.subject:
        from bot.services.applications.prefill import withdrawn

        withdrawn(session, row.subject, now)
        return
    case = _case(session, row)
    if case is None or case.state in (State.CANCELLED.value, State.EXPIRED.value):
        return
    if case.state == State.DRAFT.value:
        # The form asks for the consent again before anything else.
        from bot.services.applications.drafts import unconsent

        unconsent(session, case.id, now)
    elif not State(case.state).is_final:
        raise CannotWithdraw(
            f"“{case.item_name}”（{case.case_no}）正在办理，撤回授权后无法继续。请先说“撤回”撤回申请，再撤回授权。"
        )


def _case(session: Session, row: Any) -> Any:
    kind, _, number = (row.subject or "").partition(":")
    known = kind == "application" or row.purpose == SHARING
    return session.get(Application, int(number)) if known and number.isdecimal() else None


def _entry(session: Session, row: Any) -> Entry:
    case = _case(session, row)
    about = (
        f"{case.item_name}{f' {case.case_no}' if case.case_no else '（未提交）'}" if case is not None else ""
    )
    return Entry(
        row.id, PURPOSES.get(row.purpose, "其他"), about, row.data, row.text, row.at, row.withdrawn_at
    )
