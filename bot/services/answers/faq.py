"""Answers that staff wrote: the text verbatim, with its source."""

from __future__ import annotations

from bot.services.answers.answer import Answer, Source
from bot.services.faq.view import FaqView


def answer(faq: FaqView, department: str) -> Answer:
    """`department`: the full name of the department that answers for the entry."""
    return Answer(
        faq.answer,
        Source(department, str(faq.source), faq.source.url, faq.valid_from, faq.valid_to, faq.checked_on),
    )
