"""补正: what was asked, answered by the applicant; then the case goes on and its clock with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_index
from bot.db.models import ApplicationMaterial, Correction
from bot.db.numbering import next_number
from bot.services.applications.content import DraftContent
from bot.services.applications.errors import ApplicationError
from bot.services.applications.forms_in_use import form_of
from bot.services.applications.history import lock
from bot.services.applications.states import State
from bot.services.applications.transitions import transition
from bot.services.forms.schema import FormField

# 补交方式 of a material → 收取方式 of the national schema.
DELIVERIES = {"counter": ("到窗口补交", "1"), "mail": ("邮寄补交", "1")}


@dataclass(frozen=True)
class Asked:
    """A field to fill in anew (its key in the form), or a material to hand in."""

    kind: Literal["field", "material"]
    key: str
    label: str
    why: str = ""


class NothingToCorrect(ApplicationError):
    def __init__(self) -> None:
        super().__init__("这个办件目前没有需要补正的内容。")


def open_(session: Session, application_id: int, asked: list[Asked], actor: str, now: datetime) -> None:
    """Raises ApplicationError for a field the form does not have."""
    case = lock(session, application_id)
    unknown = [
        each.label for each in asked if each.kind == "field" and _field(session, case, each.key) is None
    ]
    if unknown:
        raise ApplicationError(f"申请表里没有这些内容：{'、'.join(unknown)}。")
    sequence = next_number(session, Correction.sequence, Correction.application_id == application_id)
    session.add(
        Correction(
            application_id=application_id,
            sequence=sequence,
            asked=[asdict(each) for each in asked],
            asked_by=actor,
            asked_at=now,
        )
    )
    session.flush()


def wanted(session: Session, case: Any) -> list[Asked]:
    """What the applicant has to put right now. Raises NothingToCorrect."""
    row = _open_one(session, case.id) if case.state == State.CORRECTION else None
    if row is None:
        raise NothingToCorrect
    return [Asked(**each) for each in row.asked]


def question(session: Session, case: Any, asked: Asked) -> FormField | None:
    """The form's own field, for its check."""
    return _field(session, case, asked.key)


def answer(session: Session, application_id: int, answers: Mapping[str, str], now: datetime) -> None:
    """Puts the answers into the case and sends it back to staff. Raises NothingToCorrect; twice is refused."""
    case = lock(session, application_id)
    row = _open_one(session, application_id)
    if case is None or row is None or case.state != State.CORRECTION:
        raise NothingToCorrect
    asked = [Asked(**each) for each in row.asked]
    missing = [each.label for each in asked if each.key not in answers]
    if missing:
        raise ApplicationError(f"还没有补正：{'、'.join(missing)}。")
    _put(session, case, asked, answers, now)
    row.answers, row.answered_at = json.dumps(dict(answers), ensure_ascii=False), now
    transition(session, application_id, State.SUBMITTED, "citizen", "申请人已补正", now)


def _put(session: Session, case: Any, asked: list[Asked], answers: Mapping[str, str], now: datetime) -> None:
    content = DraftContent.read(case.answers)
    for each in asked:
        value = answers[each.key]
        if each.kind == "material":
            _material(session, case, each, value)
            continue
        content.answers[each.key] = value
        field = _field(session, case, each.key)
        if field is not None and _is_first(session, case, field):
            _copy(case, field.input, value)
    case.answers = content.write()


def _copy(case: Any, input_: str, value: str) -> None:
    """The columns by which a case is found and its applicant proved."""
    if input_ == "name":
        case.applicant_name = value
    elif input_ == "id_number":
        case.applicant_id_number, case.applicant_index = value, blind_index(value, "id_number")
    elif input_ == "mobile":
        case.contact_mobile, case.contact_index = value, blind_index(value, "mobile")


def _is_first(session: Session, case: Any, field: FormField) -> bool:
    form = form_of(session, case.item_code, case.form_version)
    return next((each.key for each in form.fields if each.input == field.input), None) == field.key


def _material(session: Session, case: Any, asked: Asked, value: str) -> None:
    delivery = DELIVERIES.get(value)
    of_case = ApplicationMaterial.application_id == case.id
    session.add(
        ApplicationMaterial(
            application_id=case.id,
            order_num=next_number(session, ApplicationMaterial.order_num, of_case),
            name=asked.label,
            need="1",
            get_type=delivery[1] if delivery else "2",
            file_id=None if delivery else value,
        )
    )


def _field(session: Session, case: Any, key: str) -> FormField | None:
    return form_of(session, case.item_code, case.form_version).field(key)


def _open_one(session: Session, application_id: int) -> Any:
    return session.scalars(
        select(Correction)
        .where(Correction.application_id == application_id, col(Correction.answered_at).is_(None))
        .order_by(col(Correction.sequence).desc())
    ).first()
