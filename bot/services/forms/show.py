"""A stored answer in words: in full for the one who typed it, masked wherever else it is seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.services.forms.dates import say_date
from bot.services.forms.numbers import say_number
from bot.services.forms.outcome import Accepted
from bot.services.forms.schema import FormField, Question
from bot.services.identity.mask import (
    mask_address,
    mask_id_number,
    mask_mobile,
    mask_name,
    mask_text,
)

_MASKS = {"id_number": mask_id_number, "mobile": mask_mobile, "name": mask_name, "address": mask_address}
NOT_FILLED = "（未填写）"
UPLOADED = "已上传"


def accepted(question: Question, value: str) -> Accepted:
    display = show(question, value)
    return Accepted(value, display, _mask(question, display))


def show(question: Question, value: str | None) -> str:
    """In full."""
    if value is None:
        return NOT_FILLED
    if question.input in ("choice", "yes_no"):
        return next((option.title for option in question.choices if option.value == value), value)
    if question.input == "date":
        return say_date(date.fromisoformat(value))
    if question.input == "amount":
        return f"{Decimal(value):,.2f}元"
    if question.input == "number":
        return say_number(Decimal(value))
    return UPLOADED if question.input == "file" else value


def show_masked(question: Question, value: str | None) -> str:
    """As a review shows it."""
    return _mask(question, show(question, value)) if value is not None else NOT_FILLED


def is_private(question: Question, value: str | None) -> bool:
    """Words of the citizen's own about a person, which no mask fits: shown to them, not kept with the conversation."""
    return isinstance(question, FormField) and question.personal and question.input == "text" and bool(value)


def show_to_others(question: Question, value: str | None) -> str:
    """As a list shows it, or a conversation keeps it."""
    if is_private(question, value):
        return f"已填写，共{len(value or '')}字"
    return show_masked(question, value)


def _mask(question: Question, display: str) -> str:
    mask = _MASKS.get(question.input)
    if mask is not None:
        return mask(display)
    personal = isinstance(question, FormField) and question.personal
    return mask_text(display) if personal or question.input == "text" else display
