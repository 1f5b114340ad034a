"""Somebody in danger is heard, and nobody else is: held-out wording, through the whole pipeline."""

from __future__ import annotations

import pytest

from bot.evaluation.questions import Question
from bot.nlu.decide import EMERGENCIES
from bot.nlu.emergencies import emergency_lexicon
from bot.nlu.normalise import fold_text
from tests.nlu.conftest import Parsed, Understand

HEARD_AT_LEAST = 0.95
CALM_AT_LEAST = 0.95

HeldOut = list[tuple[Question, Parsed]]


def is_alarm(parsed: Parsed) -> bool:
    return parsed["intent"]["name"] in EMERGENCIES


def test_nearly_every_emergency_is_heard(held_out: HeldOut) -> None:
    rows = [(question.text, parsed) for question, parsed in held_out if question.intent in EMERGENCIES]
    missed = [text for text, parsed in rows if not is_alarm(parsed)]
    assert len(rows) >= 80
    assert 1 - len(missed) / len(rows) >= HEARD_AT_LEAST, missed


@pytest.mark.parametrize("kind", sorted(EMERGENCIES))
def test_no_kind_of_emergency_is_forgotten(held_out: HeldOut, kind: str) -> None:
    rows = [(question.text, parsed) for question, parsed in held_out if question.intent == kind]
    missed = [text for text, parsed in rows if not is_alarm(parsed)]
    assert len(rows) >= 10
    assert 1 - len(missed) / len(rows) >= 0.85, missed


def test_questions_that_only_sound_like_one_raise_no_alarm(held_out: HeldOut) -> None:
    rows = [(question.text, parsed) for question, parsed in held_out if question.not_emergency]
    alarmed = [text for text, parsed in rows if is_alarm(parsed)]
    assert len(rows) >= 40
    assert 1 - len(alarmed) / len(rows) >= CALM_AT_LEAST, alarmed


@pytest.mark.parametrize("kind", ["faq", "item"])
def test_questions_about_services_raise_no_alarm(held_out: HeldOut, kind: str) -> None:
    rows = [(question.text, parsed) for question, parsed in held_out if getattr(question, kind)]
    alarmed = [text for text, parsed in rows if is_alarm(parsed)]
    assert len(rows) >= 200
    assert 1 - len(alarmed) / len(rows) >= CALM_AT_LEAST, alarmed


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我家厨房着火了！！！", "emergency_fire"),
        ("失火了，樓下濃煙", "emergency_fire"),
        ("我爸突然 晕倒 了", "emergency_medical"),
        ("有人持刀在街上", "emergency_crime"),
        ("前面追尾了，司机卡住了", "emergency_traffic"),
        ("活着没意思，我想自杀", "self_harm"),
        ("烧起来了快来消防", "emergency_fire"),
        ("窗户外面有烟往屋里进", "emergency_fire"),
        ("他喝多了又打我", "emergency_crime"),
    ],
)
def test_the_lexicon_hears_folded_text(text: str, intent: str) -> None:
    assert emergency_lexicon().find(fold_text(text)) == intent


@pytest.mark.parametrize(
    "text",
    [
        "消防验收怎么办",
        "火灾事故认定书多久出",
        "工伤死亡赔偿标准",
        "车祸后医保能报销吗",
        "家暴怎么申请保护令",
        "",
        "居住证多少钱",
        "楼下饭店油烟太大",
        "好差评怎么打我要评分",
        "你们打我电话通知就行",
    ],
)
def test_the_lexicon_stays_calm(text: str) -> None:
    assert emergency_lexicon().find(fold_text(text)) is None


def test_an_alarm_goes_before_an_application(understand: Understand) -> None:
    assert is_alarm(understand("我要申请居住证，不过现在家里着火了"))
