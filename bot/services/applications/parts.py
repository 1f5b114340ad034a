"""The items of a 一件事 as cases of their own, under the one that was filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Application, ServiceItem
from bot.services.applications.content import DraftContent
from bot.services.applications.history import record
from bot.services.applications.states import State
from bot.services.applications.workspace import Workspace
from bot.services.bundles.query import form_versions
from bot.services.bundles.schema import is_bundle
from bot.services.catalogue.record import CITY
from bot.services.forms.composed import ComposedForm, Part
from bot.services.forms.whole import counted
from bot.services.uploads import keep


def of_bundle(session: Session, case: Any) -> Sequence[Any]:
    """The cases under `case`, in the order of the bundle; none for an ordinary case."""
    if not is_bundle(case.item_code):
        return ()
    rows = select(Application).where(Application.parent_id == case.id).order_by(Application.id)
    return tuple(session.scalars(rows.execution_options(populate_existing=True)))


def open_parts(whole: Workspace, form: ComposedForm, now: datetime) -> Iterator[Workspace]:
    """A draft for every item that is applied for, filled in from the whole, ready to be filed."""
    answers = counted(form, whole.content.answers) | {"consent": whole.content.answers.get("consent")}
    versions = form_versions(whole.session, whole.case.item_code, whole.case.form_version)
    for part in form.active(answers):
        case = _open(whole, part, part.answers_from(answers), versions[part.code], now)
        _hand_files(whole, part, case)
        yield Workspace(whole.session, case)


def _open(whole: Workspace, part: Part, answers: dict[str, str | None], version: int, now: datetime) -> Any:
    session, parent = whole.session, whole.case
    item: Any = session.scalars(
        select(ServiceItem).where(ServiceItem.code == part.code, ServiceItem.origin == CITY)
    ).first()
    case = Application(
        opening_key=hashlib.sha256(f"{parent.opening_key}/{part.key}".encode()).hexdigest(),
        parent_id=parent.id,
        item_code=item.code,
        item_name=item.name,
        item_version=item.task_version,
        form_version=version,
        department_code=item.department.code,
        region_code=item.region_code,
        state=State.DRAFT.value,
        session_id=parent.session_id,
        channel=parent.channel,
        citizen_id=parent.citizen_id,
        agency_id=parent.agency_id,
        answers=DraftContent(answers).write(),
        created_at=now,
    )
    session.add(case)
    session.flush()
    left = "；".join(f"{_label(part, key)}：{why}" for key, why in part.later.items())
    record(session, case, None, State.DRAFT, "citizen", left, now)
    return case


def _label(part: Part, key: str) -> str:
    field = part.form.field(key)
    return field.label if field is not None else key


def _hand_files(whole: Workspace, part: Part, case: Any) -> None:
    """An upload answers one item's field, and goes with its case."""
    for field in part.form.fields:
        file_id = whole.content.answers.get(part.keys.get(field.key, ""))
        if field.input == "file" and file_id is not None:
            keep.move(whole.session, file_id, whole.case.id, case.id)
