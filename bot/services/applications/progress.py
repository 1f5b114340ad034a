"""办理进度: for the conversation that filed the case, and for whoever can prove it is theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import Application, ApplicationEvent
from bot.services.applications import withdrawing
from bot.services.applications.numbers import normalise_case_no
from bot.services.applications.parts import of_bundle
from bot.services.applications.proof import TooManyTries, proves
from bot.services.applications.states import State, may_follow
from bot.services.applications.views import (
    CaseSummary,
    NotFound,
    ProgressEvent,
    ProgressView,
    ProofNeeded,
)
from bot.services.identity.owning import is_own

_LOCKED = "输错次数太多，请一小时后再试，或带身份证到窗口查询。"


def progress(
    session: Session,
    case_no: str,
    *,
    conversation_id: str | None = None,
    proof: str | None = None,
    now: datetime | None = None,
) -> ProgressView | ProofNeeded | NotFound:
    """For the conversation that filed the case, or with the last six characters of the applicant's number.

    Writes (wrong tries are counted): the caller commits, also when nothing is found.
    """
    case = _admit(session, case_no, conversation_id, proof, now or utc_now())
    return case if isinstance(case, (ProofNeeded, NotFound)) else progress_view(session, case)


def withdraw(
    session: Session,
    case_no: str,
    *,
    conversation_id: str | None = None,
    proof: str | None = None,
    note: str = "",
    now: datetime | None = None,
) -> ProgressView | ProofNeeded | NotFound:
    """撤回, by its applicant; twice is once. Raises NotAllowed when it has ended otherwise."""
    now = now or utc_now()
    case = _admit(session, case_no, conversation_id, proof, now)
    if isinstance(case, (ProofNeeded, NotFound)):
        return case
    withdrawing.withdraw(session, case.id, note, now)
    session.refresh(case)
    return progress_view(session, case)


def list_for_conversation(session: Session, conversation_id: str) -> tuple[CaseSummary, ...]:
    """我的办件 of one conversation, newest first; drafts are not cases yet, and what belongs to a 一件事
    stands under it."""
    cases = session.scalars(
        select(Application)
        .where(
            Application.session_id == conversation_id,
            col(Application.case_no).is_not(None),
            col(Application.parent_id).is_(None),
        )
        .order_by(col(Application.id).desc())
    )
    return tuple(summary(case) for case in cases)


def summary(case: Any) -> CaseSummary:
    return CaseSummary(
        case_no=case.case_no,
        item_code=case.item_code,
        item_name=case.item_name,
        state=case.state,
        label=State(case.state).label,
        filed_at=case.apply_date,
        promised_on=case.promised_on,
        is_over=State(case.state).is_final,
    )


def progress_view(session: Session, case: Any) -> ProgressView:
    """For whoever may see it: the caller has made sure."""
    state = State(case.state)
    events = session.scalars(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == case.id, ApplicationEvent.to_state != State.DRAFT.value)
        .order_by(ApplicationEvent.sequence)
    )
    return ProgressView(
        id=case.id,
        case_no=case.case_no,
        item_code=case.item_code,
        item_name=case.item_name,
        state=state.value,
        label=state.label,
        code=state.code,
        filed_at=case.apply_date,
        promised_on=case.promised_on,
        statutory_on=case.statutory_on,
        paused=state.is_paused,
        can_withdraw=may_follow(state, State.WITHDRAWN),
        parts=tuple(summary(part) for part in of_bundle(session, case)),
        finished_at=case.finished_at,
        events=tuple(ProgressEvent(e.at, e.to_state, State(e.to_state).label, e.note) for e in events),
    )


def _admit(
    session: Session, case_no: str, conversation_id: str | None, proof: str | None, now: datetime
) -> Any:
    number = normalise_case_no(case_no)
    if number is None:
        return NotFound("这不像办件编号。办件编号是12位数字和字母，印在收件回执上，请核对后再输一次。")
    case = session.scalars(select(Application).where(Application.case_no == number)).first()
    if case is not None and conversation_id and is_own(session, case, conversation_id, now):
        return case
    if not proof:
        return ProofNeeded(number)
    try:
        known = proves(session, number, case, proof, now)
    except TooManyTries:
        return NotFound(_LOCKED, locked=True)
    return case if known else NotFound()
