"""办件 for officers: the list, overdue first, and one case with what may be done with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case as either
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application, ApplicationMaterial
from bot.services.applications.content import DraftContent
from bot.services.applications.errors import NoForm
from bot.services.applications.forms_in_use import form_of
from bot.services.applications.progress import progress_view
from bot.services.applications.states import TRANSITIONS, State
from bot.services.applications.views import ProgressView
from bot.services.bundles.schema import PREFIX, is_bundle
from bot.services.casework.table import A_PAGE, a_page, number_of
from bot.services.forms.schema import FormField
from bot.services.forms.show import show, show_to_others
from bot.services.forms.steps import visible
from bot.services.identity.mask import mask_id_number, mask_mobile, mask_name

RUNNING = (State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS)
OPEN = (*RUNNING, State.CORRECTION, State.SUSPENDED)
DUES = {"open": "未办结", "overdue": "已超期", "soon": "三天内到期", "closed": "已结束", "all": "全部"}
_OF_THE_APPLICANT = (
    State.SUBMITTED,
    State.WITHDRAWN,
)  # 补正 is answered and a case taken back by who filed it
_SOON = timedelta(days=3)
HIDDEN = (State.DRAFT, State.CANCELLED, State.EXPIRED)


@dataclass(frozen=True)
class Asked:
    words: str = ""
    due: str = "open"
    state: str = ""
    page: int = 1
    departments: Collection[str] = ()


@dataclass(frozen=True)
class Row:
    case_no: str
    item_name: str
    department: str
    applicant: str  # masked
    state: State
    filed_at: datetime | None
    promised_on: date | None
    days_left: int | None  # None: the clock stands, or it is over
    channel: str


@dataclass(frozen=True)
class Field:
    """One answer; `file_id` where it is a file."""

    key: str
    label: str
    value: str
    file_id: str = ""


@dataclass(frozen=True)
class CaseFile:
    """`fields` are masked unless they were asked for in full."""

    progress: ProgressView
    department: str
    fields: tuple[Field, ...]
    materials: tuple[Any, ...]
    may: tuple[State, ...]
    is_open: bool
    days_left: int | None


def listed(session: Session, asked: Asked, today: date, limit: int = A_PAGE) -> tuple[list[Row], int]:
    """(a page, how many there are): what is latest to its promise first, what is over last."""
    conditions = list(_conditions(asked, today))
    total = number_of(session, Application, conditions)
    running = col(Application.state).in_([state.value for state in RUNNING])
    is_open = col(Application.state).in_([state.value for state in OPEN])
    order = either((running, 0), (is_open, 1), else_=2)
    query = (
        select(Application)
        .where(*conditions)
        .order_by(
            order,
            either((col(Application.promised_on).is_(None), 1), else_=0),
            Application.promised_on,
            col(Application.id).desc(),
        )
    )
    return [_row(each, today) for each in session.scalars(a_page(query, asked.page, limit))], total


def overdue(session: Session, departments: Collection[str], today: date) -> int:
    conditions = _conditions(Asked(due="overdue", departments=departments), today)
    return number_of(session, Application, conditions)


def find(session: Session, case_no: str) -> Any:
    """The row, or None."""
    return session.scalars(select(Application).where(Application.case_no == case_no)).first()


def file_of(session: Session, row: Any, today: date, in_full: bool = False) -> CaseFile:
    state = State(row.state)
    materials = session.scalars(
        select(ApplicationMaterial)
        .where(ApplicationMaterial.application_id == row.id)
        .order_by(ApplicationMaterial.order_num)
    )
    return CaseFile(
        progress=progress_view(session, row),
        department=row.department_code,
        fields=tuple(_fields(session, row, in_full)),
        materials=tuple(materials),
        may=_may(row, state),
        is_open=state in OPEN,
        days_left=_left(row, today),
    )


def _may(row: Any, state: State) -> tuple[State, ...]:
    """The steps of staff; a 一件事 takes none of its own, it moves as its items do."""
    if is_bundle(row.item_code):
        return ()
    return tuple(each for each in State if each in TRANSITIONS[state] and each not in _OF_THE_APPLICANT)


def _fields(session: Session, row: Any, in_full: bool) -> Iterator[Field]:
    answers = DraftContent.read(row.answers).answers
    try:
        form = form_of(session, row.item_code, row.form_version)
    except NoForm:  # its item is gone: what the case itself knows
        name, number, mobile = (
            row.applicant_name or "",
            row.applicant_id_number or "",
            row.contact_mobile or "",
        )
        if not in_full:
            name, number, mobile = mask_name(name), mask_id_number(number), mask_mobile(mobile)
        for label, value in (("申请人", name), ("证件号码", number), ("手机", mobile)):
            yield Field(label, label, value)
        return
    for question in visible(form, answers):
        if isinstance(question, FormField) and question.key in answers:
            value = answers[question.key]
            said = show(question, value) if in_full else show_to_others(question, value)
            file_id = value if question.input == "file" and value else ""
            yield Field(question.key, question.label, said, file_id)


def _conditions(asked: Asked, today: date) -> Iterator[Any]:
    state = col(Application.state)
    yield col(Application.case_no).is_not(None)
    yield state.not_in([each.value for each in HIDDEN])
    if asked.departments:
        yield col(Application.department_code).in_(sorted(asked.departments))
    words = asked.words.strip()
    if not words:  # there is nothing to do with the number of a whole; its items stand in the list
        yield col(Application.item_code).not_like(f"{PREFIX}%")
    if words:
        like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        number = like.upper().replace("-", "").replace(" ", "")
        yield or_(
            col(Application.case_no).like(number, escape="\\"),
            col(Application.item_name).like(like, escape="\\"),
        )
    if asked.state in {each.value for each in State}:
        yield state == asked.state
    running = [each.value for each in RUNNING]
    if asked.due == "open":
        yield state.in_([each.value for each in OPEN])
    elif asked.due == "overdue":
        yield state.in_(running)
        yield col(Application.promised_on) < today
    elif asked.due == "soon":
        yield state.in_(running)
        yield col(Application.promised_on).between(today, today + _SOON)
    elif asked.due == "closed":
        yield state.not_in([each.value for each in OPEN])


def _row(row: Any, today: date) -> Row:
    return Row(
        case_no=row.case_no,
        item_name=row.item_name,
        department=row.department_code,
        applicant=mask_name(row.applicant_name or ""),
        state=State(row.state),
        filed_at=row.apply_date,
        promised_on=row.promised_on,
        days_left=_left(row, today),
        channel=row.channel,
    )


def _left(row: Any, today: date) -> int | None:
    if row.promised_on is None or State(row.state) not in RUNNING:
        return None
    return int((row.promised_on - today).days)
