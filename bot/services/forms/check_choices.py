"""A choice, or a yes or no, as it was typed; a length of time where the question has a limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.services.forms.assent import yes_or_no
from bot.services.forms.choices import choose, is_called
from bot.services.forms.limits import names_length, reached, say_limit
from bot.services.forms.outcome import Outcome, Refused
from bot.services.forms.schema import Question
from bot.services.forms.show import accepted


def check_choice(question: Question, text: str, _today: date) -> Outcome:
    value = choose(text, question.choices)
    if value is None and {"yes", "no"} <= {option.value for option in question.choices}:
        value = yes_or_no(text, question.asked)  # 有, 没有 with a third option beside them
    if value is None:
        return Refused(_listed(question))
    return accepted(question, value)


def _listed(question: Question) -> str:
    if any(option.between for option in question.choices):  # a number counts there
        titles = "、".join(option.title for option in question.choices)
        return f"请说一个数，或者从这些选项里选一个：{titles}"
    listed = "、".join(f"{n}.{option.title}" for n, option in enumerate(question.choices, 1))
    return f"请从这些选项里选一个，回复序号或名称都可以：{listed}"


def check_yes_no(question: Question, text: str, today: date) -> Outcome:
    called = (
        choose(text, question.options) if is_called(text, question.options) else None
    )  # 还行 is no hardship
    value = called or yes_or_no(text, question.asked)
    if value is None and question.options:
        value = choose(text, question.options)
    if question.at_least and names_length(text, question.at_least, today):
        return _long_enough(question, text, value, today)
    return accepted(question, value) if value else Refused(_yes_or_no_please(question))


def _long_enough(question: Question, text: str, said: str | None, today: date) -> Outcome:
    """交了一年多: held against the limit; what is also `said` in as many words may not contradict it."""
    limit = say_limit(question.at_least)
    value = reached(text, question.at_least, question.asked, today)
    if value is None or said not in (None, value):
        return Refused(f"还不能断定满没满{limit}。{_yes_or_no_please(question)}")
    taken = accepted(question, value)
    note = f"按已经满{limit}登记，不是的话说“上一步”重新回答。" if value == "yes" and said is None else ""
    return replace(taken, note=note)


def _yes_or_no_please(question: Question) -> str:
    if not question.at_least:
        return "请回复“是”或“否”。"
    limit = say_limit(question.at_least)
    return f"满{limit}了请回复“是”，还没满请回复“否”；也可以直接说一共多久，例如“两年多”“四个月”。"
