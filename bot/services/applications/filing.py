"""The one door for filing: whatever is confirmed twice, retried or raced, one draft becomes one case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.crypto import blind_index
from bot.db.models import Application, ServiceItem
from bot.services.applications import attachments, materials, parts
from bot.services.applications.content import DraftContent
from bot.services.applications.deadlines import city_date, of_case
from bot.services.applications.errors import DraftClosed, NoSuchDraft
from bot.services.applications.examining import examine
from bot.services.applications.history import lock, record, reset_clock
from bot.services.applications.numbers import new_case_no
from bot.services.applications.states import State
from bot.services.applications.views import Receipt
from bot.services.applications.workspace import Workspace
from bot.services.calendar.working_days import load_calendar
from bot.services.catalogue.record import CITY
from bot.services.forms.composed import ComposedForm
from bot.services.forms.schema import CONSENT_KEY
from bot.services.forms.steps import visible
from bot.services.notices.intake import queue_case

_TRIES = 5  # for a number nobody has yet; one collision in half a million on a busy day


def file(session: Session, draft_id: int, now: datetime) -> Receipt:
    """Files the draft, or says again that it is filed. The caller commits, durably, before it says the receipt.

    Raises NoSuchDraft, DraftClosed, and NotReady when an answer is missing or no longer right.
    """
    case = lock(session, draft_id)
    if case is None:
        raise NoSuchDraft
    if case.case_no is not None:
        return _receipt(session, case, already_filed=True)
    if case.state != State.DRAFT:
        raise DraftClosed(State(case.state).label)
    draft = Workspace(session, case)
    examine(draft, now)
    if not _submit(session, draft, now):
        return file(session, draft_id, now)
    attachments.tidy(draft)
    record(session, case, State.DRAFT, State.SUBMITTED, "citizen", _by_whom(case), now)
    if isinstance(draft.form, ComposedForm):
        for part in parts.open_parts(draft, draft.form, now):
            _file_part(part, now)
    else:
        _take_in(draft, now)
    session.flush()
    return _receipt(session, case, already_filed=False)


def _file_part(draft: Workspace, now: datetime) -> None:
    """One item of a 一件事, in the transaction that files the whole."""
    examine(draft, now)
    if not _submit(draft.session, draft, now):
        raise RuntimeError("a case that nobody else can know is filed already")
    attachments.tidy(draft)
    case = draft.case
    record(draft.session, case, State.DRAFT, State.SUBMITTED, "citizen", _by_whom(case), now, told=False)
    _take_in(draft, now)


def _by_whom(case: Any) -> str:
    return "由代办人提交，本人已通过短信验证码同意" if case.agency_id is not None else ""


def _take_in(draft: Workspace, now: datetime) -> None:
    """What the department that handles it gets, and from when its time runs."""
    session, case = draft.session, draft.case
    materials.hand_in(session, case, draft.form, draft.content.answers, now)
    reset_clock(session, case)
    queue_case(session, case, now)


def receipt_of(session: Session, draft_id: int) -> Receipt | None:
    """The receipt again, for a conversation that did not live to say it; None while nothing is filed."""
    case = session.get(Application, draft_id)
    return _receipt(session, case, already_filed=True) if case is not None and case.case_no else None


def filed_here(session: Session, conversation_id: str, case_no: str) -> int | None:
    """The draft that became this case in this conversation; None of anybody else's."""
    query = select(Application.id).where(
        Application.case_no == case_no, Application.session_id == conversation_id
    )
    return session.scalar(query)


def _submit(session: Session, draft: Workspace, now: datetime) -> bool:
    """False when somebody else was quicker: the state is compared and set in one statement."""
    case = draft.case
    values = {**_values(draft, now), **_limits(session, case), "version": Application.version + 1}
    for _ in range(_TRIES):
        statement = (
            update(Application)
            .where(Application.id == case.id, Application.state == State.DRAFT.value)
            .values(case_no=new_case_no(case.region_code, city_date(now)), **values)
            .execution_options(synchronize_session=False)
        )
        try:
            with session.begin_nested():
                filed = bool(session.execute(statement).rowcount)
        except IntegrityError:
            continue
        session.refresh(case)
        return filed
    raise RuntimeError("no free case number")


def _values(draft: Workspace, now: datetime) -> dict[str, Any]:
    """Only what applies is filed: an answer to a question that no longer applies is dropped."""
    answers = draft.content.answers
    questions = visible(draft.form, answers)
    kept = {key: answers[key] for key in (*(q.key for q in questions), CONSENT_KEY) if key in answers}
    first = {q.input: answers[q.key] for q in reversed(questions)}
    id_number, mobile = first.get("id_number"), first.get("mobile")
    return {
        "state": State.SUBMITTED.value,
        "answers": DraftContent(kept).write(),
        "cursor": None,
        "expires_at": None,
        "apply_date": now,
        "applicant_name": first.get("name"),
        "applicant_id_number": id_number,
        "applicant_index": blind_index(id_number, "id_number") if id_number else None,
        "contact_mobile": mobile,
        "contact_index": blind_index(mobile, "mobile") if mobile else None,
        "updated_at": now,
    }


def _limits(session: Session, case: Any) -> dict[str, Any]:
    """办结时限 as the item promises today, and whose it is: it may have gone to another department since the draft was begun."""
    item = session.scalars(
        select(ServiceItem).where(ServiceItem.code == case.item_code, ServiceItem.origin == CITY)
    ).first()
    names = ("anticipate_days", "anticipate_day_type", "promise_days", "promise_day_type")
    if item is None:
        return {}
    return {name: getattr(item, name) for name in names} | {"department_code": item.department.code}


def _receipt(session: Session, case: Any, already_filed: bool) -> Receipt:
    due = of_case(case, load_calendar(session))
    return Receipt(
        case_no=case.case_no,
        item_code=case.item_code,
        item_name=case.item_name,
        promised_on=case.promised_on,
        statutory_on=case.statutory_on,
        filed_at=case.apply_date,
        already_filed=already_filed,
        estimated=due.estimated,
        parts=tuple(_receipt(session, part, already_filed) for part in parts.of_bundle(session, case)),
    )
