"""能不能办: the verdict the eligibility answers lead to, with its basis and what one can do instead."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.catalogue.schema import Law
from bot.services.forms.schema import Eligibility, FormDefinition, Refusal
from bot.services.forms.steps import Answers, visible


@dataclass(frozen=True)
class Verdict:
    """`can` is None while questions are open; `because`, `basis` and `instead` are filled when one cannot."""

    can: bool | None
    question: str = ""
    because: str = ""
    basis: str = ""
    instead: str = ""


def verdict(form: FormDefinition, answers: Answers) -> Verdict:
    """The first refusal wins; else open while anything is unanswered."""
    questions = [question for question in visible(form, answers) if isinstance(question, Eligibility)]
    for question in questions:
        refusal = refusal_for(question, answers.get(question.key))
        if refusal is not None:
            return Verdict(False, question.key, refusal.because, cite(refusal.basis), refusal.instead)
    return Verdict(None if any(answers.get(question.key) is None for question in questions) else True)


def refusal_for(question: Eligibility, value: str | None) -> Refusal | None:
    return next((refusal for refusal in question.refuse if value in refusal.when), None)


def cite(law: Law) -> str:
    """《居住证暂行条例》（国务院令第663号）第二条"""
    number = f"（{law.doc_no}）" if law.doc_no else ""
    return f"《{law.title}》{number}{law.article or ''}"
