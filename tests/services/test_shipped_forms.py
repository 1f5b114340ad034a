"""Every form that ships can be filled in and filed, and every reason to refuse is reached and says what to do instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import Application
from bot.db.session import make_engine
from bot.services.applications import drafts, filing
from bot.services.applications.deadlines import city_date
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import get_item
from bot.services.forms.bounds import resolve
from bot.services.forms.schema import Eligibility, FormDefinition, FormField, Question, parse_form
from bot.services.yaml_text import parse
from bot.settings import ROOT
from tests.services.people import make_id_number

FORMS = ROOT / "data" / "catalogue" / "forms"
CODES = sorted(path.stem for path in FORMS.glob("*.yml"))
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)
SAMPLES = {
    "name": "张建国",
    "mobile": "13800138000",
    "uscc": "91440300708461136T",
    "address": "云江市江滨区幸福路18号3栋502室",
    "file": "跳过",
    "text": "云江市好运餐饮有限公司，经营面食小吃",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = make_engine("sqlite://")
    Base.metadata.create_all(made)
    with Session(made, future=True) as session:
        load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
        session.commit()
    yield made
    made.dispose()


def form_of(code: str) -> FormDefinition:
    return parse_form(parse((FORMS / f"{code}.yml").read_text(encoding="utf-8")))  # type: ignore[arg-type]


def refused(question: Question) -> set[str]:
    return (
        {value for refusal in question.refuse for value in refusal.when}
        if isinstance(question, Eligibility)
        else set()
    )


def answer_to(question: Question) -> str:
    """What an applicant who may apply says."""
    if question.choices:
        return next(each.title for each in question.choices if each.value not in refused(question))
    if question.input == "id_number":
        return make_id_number(order=1 + sum(map(ord, question.key)) % 900)  # a person a field
    assert isinstance(question, FormField)
    if question.input == "date":
        today = city_date(NOW)
        first = resolve(str(question.min), today) if question.min else today - timedelta(days=400)
        last = resolve(str(question.max), today) if question.max else today
        return f"{first + (last - first) / 2:%Y年%m月%d日}"
    if question.input in ("number", "amount"):
        return str(max(int(question.min or 1), 1))
    if question.pattern:
        tried = ("U330123456", "云江市好运餐饮有限公司")
        return next(each for each in tried if re.fullmatch(question.pattern, each))
    return SAMPLES[question.input]


def open_draft(session: Session, code: str) -> int:
    draft = drafts.open_draft(
        session, conversation_id="web:x", item_code=code, opening_key=f"k-{code}", now=NOW
    )
    return draft.id


@pytest.mark.parametrize("code", CODES)
def test_it_can_be_filled_in_and_filed(engine: Engine, code: str) -> None:
    form = form_of(code)
    with Session(engine, future=True) as session:
        draft_id = open_draft(session, code)
        for _ in range(60):
            step = drafts.current_step(session, draft_id)
            if step.kind == "review":
                break
            question = next((q for q in form.questions if q.key == step.key), None)
            said = "同意" if question is None else answer_to(question)
            result = drafts.answer(session, draft_id, said, NOW)
            assert result.kind in ("next", "review"), (step.label, said, result.message or result.because)
        receipt = filing.file(session, draft_id, NOW)
        item = get_item(session, code)
        case = session.get(Application, draft_id)
        assert item is not None and item.has_form and case is not None
        assert receipt.case_no and receipt.item_name == item.name
        assert case.contact_mobile == SAMPLES["mobile"] and case.applicant_id_number
        session.rollback()


REFUSALS = [
    (code, question.key, value)
    for code in CODES
    for question in form_of(code).eligibility
    for value in sorted(refused(question))
]


@pytest.mark.parametrize(("code", "key", "value"), REFUSALS)
def test_every_refusal_says_why_and_what_instead(engine: Engine, code: str, key: str, value: str) -> None:
    form = form_of(code)
    with Session(engine, future=True) as session:
        draft_id = open_draft(session, code)
        while (step := drafts.current_step(session, draft_id)).key != key:
            question = next(q for q in form.questions if q.key == step.key)
            # A later question may be asked of some answers only: say what leads there.
            rule = next(q for q in form.eligibility if q.key == key).shown_if
            wanted = next(
                (
                    o.title
                    for o in question.choices
                    if rule and rule.key == step.key and o.value in rule.values
                ),
                answer_to(question),
            )
            assert drafts.answer(session, draft_id, wanted, NOW).kind == "next", (step.key, wanted)
        title = next(o.title for o in step.options if o.value == value)
        result = drafts.answer(session, draft_id, title, NOW)
        assert result.kind == "ineligible"
        assert len(result.because) > 10 and result.basis.startswith("《") and len(result.instead) > 8
        session.rollback()


def test_there_are_forms_for_many_departments() -> None:
    assert len(CODES) >= 12
    departments = {
        path.stem
        for path in (ROOT / "data" / "catalogue").glob("*.yml")
        if any(f"code: {code}\n" in path.read_text(encoding="utf-8") for code in CODES)
    }
    assert len(departments) >= 8
    assert "sj" in departments
