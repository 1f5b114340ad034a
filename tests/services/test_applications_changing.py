"""An answer changed in one breath: 手机号改成139…, 改成自取."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.services.applications import drafts
from bot.services.applications.changing import change_to
from bot.services.applications.workspace import take_up
from tests.services.city import ANSWERS, NOW, add_item, fill, open_draft


@pytest.fixture
def draft_id(session: Session) -> int:
    add_item(session)
    number = open_draft(session)
    fill(session, number)
    return number


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("手机号改成13900139000", "mobile", "13900139000"),
        ("不对，把手机号码改为 13900139000。", "mobile", "13900139000"),
        ("姓名应该是李四", "name", "李四"),
        ("改成自取", "delivery", "pickup"),
        ("我不想邮寄了，改成自取", "delivery", "pickup"),
        ("领取方式换成窗口自取吧", "delivery", "pickup"),
    ],
)
def test_it_is_taken(session: Session, draft_id: int, text: str, key: str, value: str) -> None:
    result = change_to(session, draft_id, text, NOW)
    assert result is not None and result.kind == "review"
    assert take_up(session, draft_id).content.answers[key] == value


def _half_way(session: Session) -> int:
    """Everything up to the address, and the address is asked for."""
    add_item(session)
    number = open_draft(session)
    fill(session, number)
    drafts.change(session, number, "address")
    return number


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("啊 名字错了 是李晓红", "name", "李晓红"),
        ("名字错了，应该是李晓红", "name", "李晓红"),
        ("哦不对，手机号是13900139000", "mobile", "13900139000"),
        ("不好意思，手机号写错了，是13900139000", "mobile", "13900139000"),
        ("把手机号换成13900139000", "mobile", "13900139000"),
        ("改成自取", "delivery", "pickup"),
    ],
)
def test_it_is_taken_while_another_question_is_open(
    session: Session, text: str, key: str, value: str
) -> None:
    number = _half_way(session)
    result = change_to(session, number, text, NOW, midway=True)
    assert result is not None and "已改为" in result.message
    assert "13900139000" not in result.message and "晓红" not in result.message
    answers = take_up(session, number).content.answers
    assert answers[key] == value and answers["address"] == ANSWERS["address"]


def test_a_wrong_value_half_way_leaves_both_the_answer_and_the_question(session: Session) -> None:
    number = _half_way(session)
    result = change_to(session, number, "手机号改成123", NOW, midway=True)
    assert result is not None and result.kind == "refused" and "没有改" in result.message
    assert take_up(session, number).content.answers["mobile"] == ANSWERS["mobile"]
    assert drafts.current_step(session, number).key == "address"


@pytest.mark.parametrize(
    "text",
    ["云江市改为大道18号", "幸福路18号", "地址是幸福路18号", "应该是幸福路18号", "从东区换成西区和平路8号"],
)
def test_an_address_half_way_is_an_address(session: Session, text: str) -> None:
    assert change_to(session, _half_way(session), text, NOW, midway=True) is None


def test_a_wrong_value_is_asked_again_and_the_old_one_stands(session: Session, draft_id: int) -> None:
    result = change_to(session, draft_id, "手机号改成123", NOW)
    assert result is not None and result.kind == "refused" and result.step.key == "mobile"
    assert take_up(session, draft_id).content.answers["mobile"] == ANSWERS["mobile"]
    assert drafts.current_step(session, draft_id).key == "mobile"


@pytest.mark.parametrize("text", ["改成火星", "确认", "血型改成O型", "改成", "", "我改主意了", "手机号"])
def test_what_is_not_plain_changes_nothing(session: Session, draft_id: int, text: str) -> None:
    before = dict(take_up(session, draft_id).content.answers)
    assert change_to(session, draft_id, text, NOW) is None
    assert take_up(session, draft_id).content.answers == before


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_a_person_types_breaks_it(session: Session, draft_id: int, what: str, value: str) -> None:
    change_to(session, draft_id, f"{what}改成{value}", NOW)
    session.rollback()
