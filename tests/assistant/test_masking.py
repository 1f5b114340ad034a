"""Nothing that identifies a person is kept with a turn."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.assistant.masking import HIDDEN, WITHHELD, masked_event, masked_reply, masked_text
from tests.services.people import id_numbers

MOBILE = "13812345678"
ID_NUMBER = "11010519491231002X"


def user(text: str, **entity: Any) -> dict[str, Any]:
    parse_data = {
        "intent": {"name": "ask_item", "confidence": 0.9},
        "understanding": {"content": text},
        "text": text,
    }
    return dict(UserUttered(text, parse_data["intent"], [entity] if entity else [], parse_data).as_dict())


@pytest.mark.parametrize("personal", [True, False])
def test_a_users_numbers_are_gone_from_everywhere(personal: bool) -> None:
    event = user(
        f"我是{ID_NUMBER}，手机{MOBILE}，居住证怎么办",
        entity="mobile",
        value=MOBILE,
        start=22,
        end=33,
    )
    kept = json.dumps(masked_event(event, personal=personal), ensure_ascii=False)
    assert MOBILE not in kept
    assert "19491231" not in kept
    assert ("居住证怎么办" in kept) is not personal


def test_an_answer_to_a_form_is_withheld_whatever_it_is() -> None:
    event = user("张伟，住幸福路18号", entity="service_item", value="幸福路")
    kept = masked_event(event, personal=True)
    assert kept["text"] == kept["parse_data"]["text"] == WITHHELD
    assert "张伟" not in json.dumps(kept, ensure_ascii=False)
    assert "幸福路" not in json.dumps(kept, ensure_ascii=False)
    assert kept["parse_data"]["intent"] == {"name": "ask_item", "confidence": 0.9}


def test_the_slot_of_the_answer_is_withheld_and_others_are_kept() -> None:
    answer = masked_event(SlotSet("form_answer", "张伟").as_dict(), personal=False)
    assert answer["value"] == WITHHELD
    empty = masked_event(SlotSet("form_answer", None).as_dict(), personal=False)
    assert empty["value"] is None
    other = masked_event(SlotSet("service_item", "permit").as_dict(), personal=True)
    assert other["value"] == "permit"


def test_what_is_typed_to_look_a_case_up_is_never_kept() -> None:
    typed = masked_event(SlotSet("progress_answer", "手机号13800000000").as_dict(), personal=True)
    assert typed["value"] == WITHHELD


def test_what_the_assistant_said_stands_in_the_replies_only() -> None:
    event = BotUttered("您的手机号 138****5678", {"buttons": [{"title": "x", "payload": "/y"}]}).as_dict()
    kept = masked_event(event, personal=False)
    assert kept["event"] == "bot"
    assert kept["text"] is None and kept["data"] == {}


def test_the_event_itself_is_not_changed() -> None:
    for event in (
        user(f"手机{MOBILE}"),
        SlotSet("form_answer", "x").as_dict(),
        ActionExecuted("a").as_dict(),
    ):
        before = copy.deepcopy(event)
        masked_event(event, personal=True)
        assert event == before


def test_entities_that_identify_nobody_are_kept() -> None:
    event = user("护照多少钱", entity="service_item", value="crj-passport-first")
    assert masked_event(event, personal=False)["parse_data"]["entities"][0]["value"] == "crj-passport-first"


@pytest.mark.parametrize("text", ["", "护照多少钱", "12345", "2024年3月1日", "01D1123ABCD0"])
def test_ordinary_words_stay(text: str) -> None:
    assert masked_text(text, personal=False) == text


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.sampled_from("我的是，号 ：办"), max_size=10),
    id_numbers(),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
)
def test_no_number_survives_in_any_event(around: str, id_number: str, mobile: str) -> None:
    text = f"{around}{id_number}，{mobile}{around}"
    kept = json.dumps(
        [masked_event(user(text), personal=personal) for personal in (True, False)], ensure_ascii=False
    )
    assert id_number not in kept
    assert id_number[6:14] not in kept
    assert mobile not in kept


def test_a_code_that_opens_a_draft_is_shown_once_and_not_kept() -> None:
    said: Any = {"id": "1.0", "type": "notice", "text": "暂存码：ABCD-2345", "data": {"code": "ABCD-2345"}}
    assert "ABCD-2345" not in json.dumps(masked_reply(said))
    assert masked_reply(said)["text"] == f"暂存码：{HIDDEN}"
    assert said["data"]["code"] == "ABCD-2345"
    plain: Any = {"id": "1.0", "type": "text", "text": "您好"}
    assert masked_reply(plain) == plain


def test_what_no_mask_fits_is_shown_once_and_not_kept() -> None:
    """案件经过, 工作单位: the citizen reads it in the review; the conversation keeps that it was filled in."""
    rows = [
        {"field": "name", "label": "姓名", "value": "张*"},
        {"field": "story", "label": "案件经过", "value": "去年拖欠了工资", "private": True},
    ]
    said: Any = {
        "id": "1.0",
        "type": "review",
        "text": "请核对：\n姓名：张*\n案件经过：去年拖欠了工资（调取的，可以改）",
        "data": {"item": "法律援助", "rows": rows},
    }
    kept = masked_reply(said)
    assert "拖欠" not in json.dumps(kept, ensure_ascii=False)
    assert kept["text"] == f"请核对：\n姓名：张*\n案件经过：{WITHHELD}（调取的，可以改）"
    assert kept["data"]["rows"][0] == rows[0] and rows[1]["value"] == "去年拖欠了工资"
