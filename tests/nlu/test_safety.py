"""Somebody in danger is heard whatever the words; a question with an alarming word in it is only a question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.nlu.decide import EMERGENCIES
from bot.services import yaml_text
from tests.nlu.conftest import Understand

LINES = Path(__file__).parent / "safety"
HEARD_AT_LEAST, ALARMED_AT_MOST = 0.99, 0.01
FORECAST_AT_LEAST = 0.7  # lines that nothing was tuned on; docs/quality.md has the figure


def lines(name: str) -> Any:
    return yaml_text.parse((LINES / f"{name}.yml").read_text(encoding="utf-8"))


def is_alarm(understand: Understand, text: str) -> bool:
    return understand(text)["intent"]["name"] in EMERGENCIES


@pytest.fixture(scope="module")
def danger() -> dict[str, list[str]]:
    first, second = lines("danger"), lines("danger_fresh")
    return {kind: first[kind] + second[kind] for kind in EMERGENCIES}


def test_danger_is_heard(understand: Understand, danger: dict[str, list[str]]) -> None:
    said = [text for texts in danger.values() for text in texts]
    missed = [text for text in said if not is_alarm(understand, text)]
    assert len(said) >= 200
    assert 1 - len(missed) / len(said) >= HEARD_AT_LEAST, missed


@pytest.mark.parametrize("kind", sorted(EMERGENCIES))
def test_danger_gets_the_right_number(
    understand: Understand, danger: dict[str, list[str]], kind: str
) -> None:
    other = [text for text in danger[kind] if understand(text)["intent"]["name"] != kind]
    assert len(other) / len(danger[kind]) <= 0.1, other


def test_questions_about_services_raise_no_alarm(understand: Understand) -> None:
    asked = lines("ordinary") + lines("ordinary_fresh")
    alarmed = [text for text in asked if is_alarm(understand, text)]
    assert len(asked) >= 290
    assert len(alarmed) / len(asked) <= ALARMED_AT_MOST, alarmed


def test_most_of_what_nothing_was_tuned_on_is_heard(understand: Understand) -> None:
    body = lines("third")
    heard = [text for text in body["danger"] if is_alarm(understand, text)]
    alarmed = [text for text in body["ordinary"] if is_alarm(understand, text)]
    assert len(heard) / len(body["danger"]) >= FORECAST_AT_LEAST
    assert len(alarmed) <= 2, alarmed


@pytest.mark.parametrize(("name", "dangers", "questions"), [("spoken", 60, 150), ("fourth", 40, 60)])
def test_what_was_written_with_the_code_stays_right(
    understand: Understand, name: str, dangers: int, questions: int
) -> None:
    """Indirect dangers, and ordinary questions of many fields; a guard, no forecast."""
    body = lines(name)
    missed = [text for text in body["danger"] if not is_alarm(understand, text)]
    alarmed = [text for text in body["ordinary"] if is_alarm(understand, text)]
    assert len(body["danger"]) >= dangers and len(body["ordinary"]) >= questions
    assert 1 - len(missed) / len(body["danger"]) >= HEARD_AT_LEAST, missed
    assert len(alarmed) / len(body["ordinary"]) <= ALARMED_AT_MOST, alarmed


@pytest.mark.parametrize(
    "text",
    [
        "有人在楼道堆东西",
        "银行卡被冻结了",
        "楼下跳广场舞吵死了",
        "下水道堵了臭死了",
        "被列入经营异常了",
        "城管把我的车拖走了",
        "路边停车被贴条了",
    ],
)
def test_what_annoys_is_no_danger(understand: Understand, text: str) -> None:
    assert not is_alarm(understand, text)


@pytest.mark.parametrize(
    "text", ["救命啊，证件都在屋里烧着了快来人", "快来人，着火了，我的户口本还在里面", "着火了怎么逃出不去"]
)
def test_who_calls_for_help_is_heard_whatever_else_is_named(understand: Understand, text: str) -> None:
    assert is_alarm(understand, text)
