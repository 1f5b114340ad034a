"""A draft as a citizen would meet it: the guide, every answer, and the walk through the form, without filing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department, Fee, ItemWindow, Material, ServiceItem, Step, Window
from bot.services import content
from bot.services.answers.fields import FIELDS
from bot.services.answers.item import guide
from bot.services.catalogue.convert import item_record
from bot.services.catalogue.record import CITY
from bot.services.catalogue.schema import ItemFile
from bot.services.catalogue.to_view import item_view
from bot.services.catalogue.views import ItemView
from bot.services.drafts.course import Body
from bot.services.editing.typed import tidy_form
from bot.services.forms import steps
from bot.services.forms.checks import check
from bot.services.forms.eligibility import cite, refusal_for
from bot.services.forms.outcome import Accepted, Refused, Warn
from bot.services.forms.schema import CONSENT_KEY, Eligibility, FormDefinition, read_form
from bot.services.forms.steps import Step as FormStep

_SKIPPED = "跳过"


@dataclass(frozen=True)
class Walk:
    """Where a try of the form stands. `answers`: what was accepted so far; `said`: what the last answer led to."""

    step: FormStep | None
    answers: dict[str, str | None]
    said: str = ""
    is_refused: bool = False
    rows: tuple[tuple[str, str], ...] = field(default=())


def view_of(
    session: Session, code: str, body: Body, department: str, region: tuple[str, str]
) -> ItemView | None:
    """The draft as the answers read it; None while it does not pass the schema. Nothing is written."""
    try:
        record = item_record(ItemFile.model_validate(body["item"]), department, *region)
    except ValidationError:
        return None
    owner = session.scalars(select(Department).where(Department.code == department)).first()
    windows = {
        window.code: window
        for window in session.scalars(select(Window).where(Window.origin == CITY, ~Window.is_closed))
        if window.code in record.windows
    }
    session.expunge_all()  # what is put together below belongs to no session
    if owner is None or len(windows) < len(record.windows):
        return None
    item: Any = ServiceItem(
        code=code, origin=CITY, task_version=1, task_state="1", **_columns(record.columns)
    )
    item.region_code, item.region_name = region
    item.department = owner
    item.materials = [Material(**row) for row in record.materials]
    item.fees = [Fee(**row) for row in record.fees]
    item.steps = [Step(**row) for row in record.steps]
    item.windows = [ItemWindow(window=windows[each]) for each in record.windows]
    return item_view(item, body["form"] is not None)


def answers_of(item: ItemView) -> list[tuple[str, str]]:
    """(title, words) of the guide and of every question a citizen may ask about the item."""
    return [("办事指南", guide(item).text)] + [
        (title, say(item)) for name, (title, say) in FIELDS.items() if name != "overview"
    ]


def form_of(body: Body, code: str) -> FormDefinition | None:
    """None while there is none, or it does not pass the schema."""
    if body["form"] is None:
        return None
    return read_form(tidy_form(body["form"], code) or {})[0]


def every_step(form: FormDefinition) -> list[tuple[FormStep, str]]:
    """All questions in order, also those that not everybody is asked: the step, and for whom it is."""
    titles = {
        question.key: {option.value: option.title for option in question.choices}
        for question in form.questions
    }
    names = {
        question.key: getattr(question, "ask", "") or getattr(question, "label", "")
        for question in form.questions
    }
    found = []
    all_asked = form.model_copy(
        update={
            "eligibility": [each.model_copy(update={"shown_if": None}) for each in form.eligibility],
            "fields": [each.model_copy(update={"shown_if": None}) for each in form.fields],
        }
    )
    rules = {question.key: question.shown_if for question in form.questions}
    for step in steps.walk(all_asked, {})[:-1]:
        rule = rules.get(step.key)
        words = ""
        if rule is not None:
            values = "、".join(titles.get(rule.key, {}).get(value, value) for value in rule.values)
            words = f"“{names.get(rule.key, rule.key)}”答“{values}”的人"
        found.append((step, words))
    return found


def walk(form: FormDefinition, answers: Mapping[str, str | None], typed: str | None) -> Walk:
    """One turn of a try: `typed` answers the step that is open (None: just begun)."""
    kept = {key: value for key, value in answers.items() if key in {*_keys(form), CONSENT_KEY}}
    step = steps.next_step(form, kept)
    if step is None or step.kind == "review" or typed is None:
        return _at(form, kept)
    if step.kind == "consent":
        if typed.strip() not in ("yes", "同意", "是"):
            words = form.consent.otherwise if form.consent is not None else ""
            return Walk(step, kept, words, True)
        return _at(form, {**kept, CONSENT_KEY: "yes"})
    question = next(each for each in form.questions if each.key == step.key)
    if not step.required and typed.strip() == _SKIPPED:
        return _at(form, {**kept, step.key: None})
    if question.input == "file":
        return _at(form, {**kept, step.key: "previewed-file"})
    outcome = check(question, typed, content.today())
    if isinstance(outcome, Refused):
        return Walk(step, kept, outcome.message, True)
    if isinstance(outcome, Warn):
        return _at(form, {**kept, step.key: outcome.value}, outcome.message)
    assert isinstance(outcome, Accepted)
    refusal = refusal_for(question, outcome.value) if isinstance(question, Eligibility) else None
    if refusal is not None:
        words = f"{refusal.because}\n依据：{cite(refusal.basis)}\n您可以：{refusal.instead}"
        return Walk(step, kept, words, True)
    return _at(form, {**kept, step.key: outcome.value})


def _at(form: FormDefinition, answers: dict[str, str | None], said: str = "") -> Walk:
    step = steps.next_step(form, answers)
    rows: tuple[tuple[str, str], ...] = ()
    if step is not None and step.kind == "review":
        asked = [each for each in steps.walk(form, answers) if each.kind in ("eligibility", "field")]
        rows = tuple((each.label, _shown(each, answers.get(each.key))) for each in asked)
    return Walk(step, answers, said, False, rows)


def _shown(step: FormStep, value: str | None) -> str:
    if value is None:
        return "（未填）"
    if step.input == "file":
        return "（附件）"
    return next((option.title for option in step.options if option.value == value), value)


def _keys(form: FormDefinition) -> set[str]:
    return {question.key for question in form.questions}


def _columns(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in ("valid_from", "valid_to") and value else value
        for name, value in columns.items()
    }
