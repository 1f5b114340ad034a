"""Two people of one form, one number: an identity number belongs to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.services.forms.schema import FormDefinition, FormField, Question
from bot.services.forms.steps import visible

WORDS = (
    "这个号码和前面填的“{other}”是同一个，两个人的身份号码不会相同。请看一下证件，重新输入{label}；"
    "如果是前面填错了，请说“修改{other}”。"
)


def same_number(
    form: FormDefinition, question: Question, value: str, answers: Mapping[str, str | None]
) -> str | None:
    """What to say when `value`, as it is kept, is already another person's number; None when all is well.

    Only what is asked of this applicant counts. Two fields of the same label ask for the same person (items of a
    一件事 that each ask for the spouse), and a field names those it may share the person with (`same_person`).
    """
    if question.input != "id_number" or not isinstance(question, FormField):
        return None
    for other in _of_others(form, question, answers):
        if answers.get(other.key) == value:
            return WORDS.format(other=other.label, label=question.label)
    return None


def _of_others(
    form: FormDefinition, question: FormField, answers: Mapping[str, str | None]
) -> Iterator[FormField]:
    for other in visible(form, answers):
        if (
            isinstance(other, FormField)
            and other.input == "id_number"
            and other.key != question.key
            and other.label != question.label
            and other.key not in question.same_person
            and question.key not in other.same_person
        ):
            yield other
