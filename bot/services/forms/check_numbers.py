"""A number or an amount as it was typed, within the limits of its field."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.services.forms.numbers import is_rough, parse_number, says_nothing, says_several
from bot.services.forms.outcome import Accepted, Outcome, Refused
from bot.services.forms.schema import Question
from bot.services.forms.show import accepted

_PEOPLE = re.compile(r"几个人|多少人|人数")


def check_number(question: Question, text: str, _today: date) -> Outcome:
    people = bool(_PEOPLE.search(question.asked + getattr(question, "label", "")))
    value = parse_number(text, people=people)
    if value is None and says_several(text):
        return Refused(f"要一个准确的数，请写成一个数字，例如 12 或“十二”。{question.help}")
    if value is None:
        return Refused("请输入一个数字，例如 12 或“十二”。")
    return _within(question, value, _about(text, accepted(question, f"{value:f}")))


def check_amount(question: Question, text: str, _today: date) -> Outcome:
    lower, _ = question.bounds
    value = Decimal(0) if lower == 0 and says_nothing(text) else parse_number(text)
    if value is None and says_several(text):
        return Refused(f"要一个准确的金额，例如 3500 或“三千五百元”。{question.help}")
    if value is None or value < 0:
        return Refused("请输入金额，例如 3500 或“三千五百元”。")
    if value != round(value, 2):
        return Refused("金额最多到分（两位小数），请再输一次。")
    return _within(question, value, _about(text, accepted(question, f"{value:.2f}")))


def _about(text: str, taken: Accepted) -> Accepted:
    """大概三千 is taken as 3000, and said so."""
    return (
        replace(taken, note=f"按{taken.display}登记；不准的话，说“修改”加名称再改。")
        if is_rough(text)
        else taken
    )


def _within(question: Question, value: Decimal, outcome: Accepted) -> Outcome:
    lower, upper = question.bounds
    if lower is not None and value < Decimal(str(lower)):
        return Refused(question.words or f"不能小于{lower}，请核对。")
    if upper is not None and value > Decimal(str(upper)):
        return Refused(question.words or f"不能大于{upper}，请核对。")
    return outcome
