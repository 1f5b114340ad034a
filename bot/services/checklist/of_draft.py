"""The checklist of one application, by the answers given so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.services.applications.content import DraftContent
from bot.services.applications.form_versions import form_of
from bot.services.applications.states import State
from bot.services.catalogue.query import get_item
from bot.services.checklist.rows import Needed, merged, needed
from bot.services.forms.composed import ComposedForm
from bot.services.forms.schema import Eligibility
from bot.services.forms.steps import Answers, visible
from bot.services.forms.whole import counted


@dataclass(frozen=True)
class Checklist:
    item_name: str
    rows: tuple[Needed, ...]


def checklist_of(session: Session, application_id: int) -> Checklist | None:
    """None while eligibility is open, and once the answers are gone."""
    case = session.get(Application, application_id)
    if case is None or case.state in (State.CANCELLED, State.EXPIRED):
        return None
    form = form_of(session, case.item_code, case.form_version)
    answers = DraftContent.read(case.answers).answers
    if any(isinstance(each, Eligibility) and each.key not in answers for each in visible(form, answers)):
        return None
    if isinstance(form, ComposedForm):
        return Checklist(case.item_name, merged(_of_parts(session, form, counted(form, answers))))
    item = get_item(session, case.item_code)
    return Checklist(case.item_name, needed(item.materials, form, answers)) if item is not None else None


def _of_parts(
    session: Session, form: ComposedForm, answers: Answers
) -> Iterator[tuple[str, tuple[Needed, ...]]]:
    for part in form.active(answers):
        item = get_item(session, part.code)
        if item is not None:
            yield part.name, needed(item.materials, part.form, part.answers_from(answers))
