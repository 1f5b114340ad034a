"""A FaqEntry row as the record that staff files hold, and back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import FaqEntry, FaqQuestion
from bot.services.catalogue.record import checksum
from bot.services.faq.schema import FaqRecord
from bot.services.findings import Finding, from_validation_error


def body_of(entry: FaqEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "question": entry.question,
        "answer": entry.answer,
        "similar": [question.text for question in entry.similar],
        "department": entry.department_code,
        "category": entry.category,
        "item": entry.item_code,
        "audience": entry.audience,
        "region": entry.region,
        "source": entry.source,
        "valid_from": _text(entry.valid_from),
        "valid_to": _text(entry.valid_to),
        "checked_on": _text(entry.checked_on),
    }


def bodies_in_use(session: Session) -> list[dict[str, Any]]:
    """As `body_of`, of every entry that is not withdrawn, by name; without making an object of each question."""
    similar: dict[int, list[str]] = defaultdict(list)
    questions = select(FaqQuestion.entry_id, FaqQuestion.text).order_by(
        FaqQuestion.entry_id, FaqQuestion.order_num
    )
    for entry_id, text in session.execute(questions):
        similar[entry_id].append(text)
    table = FaqEntry.__table__
    query = select(table).where(table.c.state != "withdrawn").order_by(table.c.name)
    return [
        {
            "name": row.name,
            "question": row.question,
            "answer": row.answer,
            "similar": similar[row.id],
            "department": row.department_code,
            "category": row.category,
            "item": row.item_code,
            "audience": row.audience,
            "region": row.region,
            "source": row.source,
            "valid_from": _text(row.valid_from),
            "valid_to": _text(row.valid_to),
            "checked_on": _text(row.checked_on),
        }
        for row in session.execute(query)
    ]


def validate(entry: FaqEntry, where: str) -> tuple[FaqRecord | None, list[Finding]]:
    """The entry as a record, or what is wrong with its fields."""
    return validate_body(body_of(entry), where)


def validate_body(body: dict[str, Any], where: str) -> tuple[FaqRecord | None, list[Finding]]:
    try:
        return FaqRecord.model_validate(body), []
    except ValidationError as error:
        return None, from_validation_error(error, where, body["name"])


def fill(entry: FaqEntry, record: FaqRecord) -> None:
    """Writes everything but state, version and origin."""
    entry.question, entry.answer = record.question, record.answer
    entry.department_code, entry.category = record.department, record.category
    entry.item_code, entry.audience, entry.region = record.item, record.audience, record.region
    entry.source = record.source.model_dump()
    entry.valid_from, entry.valid_to = _date(record.valid_from), _date(record.valid_to)
    entry.checked_on = date.fromisoformat(record.checked_on)
    old = {question.text: question for question in entry.similar}
    entry.similar = [old.get(text) or FaqQuestion(text=text) for text in record.similar]
    for number, question in enumerate(entry.similar, 1):
        question.order_num = number


def digest_of(record: FaqRecord) -> str:
    return checksum(record.model_dump())


def is_edited(entry: FaqEntry) -> bool:
    """Whether staff have changed the entry since it was imported, or wrote it themselves."""
    return bool(entry.import_checksum is None or entry.import_checksum != checksum(body_of(entry)))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
