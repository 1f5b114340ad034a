"""What holds for a form as a whole: an answer that several items check, and whether any item is left."""

from __future__ import annotations

from datetime import date

from bot.services.forms import unsure
from bot.services.forms.checks import check
from bot.services.forms.composed import ComposedForm
from bot.services.forms.heard import asks
from bot.services.forms.outcome import Accepted, Outcome, Refused
from bot.services.forms.persons import same_number
from bot.services.forms.same import said_before
from bot.services.forms.schema import Eligibility, FormDefinition, Question
from bot.services.forms.steps import Answers, visible

_CLOSED = frozenset({"choice", "yes_no", "file"})  # the same options everywhere


def counted(form: FormDefinition, answers: Answers) -> dict[str, str | None]:
    """The answers that count: to questions that are asked."""
    return {each.key: answers[each.key] for each in visible(form, answers) if each.key in answers}


def checked(form: FormDefinition, question: Question, text: str, answers: Answers, today: date) -> Outcome:
    """As `check`; 同上 is an earlier answer, no two people have one number, and a shared answer must also pass as
    each item asks it."""
    outcome = said_before(form, question, text, answers) or _heard(question, text, today)
    if isinstance(outcome, Accepted):
        taken = same_number(form, question, outcome.value, answers)
        if taken is not None:
            return Refused(taken)
    if not isinstance(form, ComposedForm) or question.input in _CLOSED or not isinstance(outcome, Accepted):
        return outcome
    for each in form.variants(question.key, counted(form, answers)):
        stricter = check(each, outcome.value, today)
        if not isinstance(stricter, Accepted):
            return stricter
    return outcome


def _heard(question: Question, text: str, today: date) -> Outcome:
    """As `check`; 不知道 is no name of a firm, and whoever asks back is told where the answer stands."""
    outcome = check(question, text, today)
    again = outcome.message if isinstance(outcome, Refused) else ""
    nothing = unsure.no_answer(text)
    if nothing is not None and (again or not question.choices):  # an option may be called 不清楚
        return Refused(unsure.lead(nothing, question.help) + again)
    if again and asks(text) and question.help not in again:
        return Refused(question.help + again)
    return outcome


def nothing_left(form: ComposedForm, answers: Answers) -> bool:
    """Everything that decides is answered, and no item is applied for."""
    asked = [each for each in visible(form, answers) if isinstance(each, Eligibility)]
    if any(each.key not in answers for each in asked):
        return False
    return not form.active(counted(form, answers))
