"""What is said as a wish and asks nothing."""

from __future__ import annotations

import pytest

from bot.nlu import decide as rules
from bot.nlu.decide import START, decide
from bot.nlu.reading import Reading
from bot.nlu.wishes import wants_done
from tests.nlu.small_city import item_at, reading, understood


@pytest.mark.parametrize(
    "text",
    [
        "给孩子办居民医保参保",
        "我要办不动产转移登记",
        "帮我爸申请高龄津贴",
        "我想给娃登记户口",
        "其实我想办护照",
    ],
)
def test_a_wish(text: str) -> None:
    assert wants_done(text)


@pytest.mark.parametrize(
    "text",
    [
        "居住证",
        "办居住证",
        "我要办护照多少钱",
        "给孩子办医保要带什么",
        "我想办护照可以吗",
        "帮我查一下进度",
        "我办过护照",
    ],
)
def test_no_wish(text: str) -> None:
    assert not wants_done(text)


def test_a_sure_item_that_is_wanted_done_is_begun() -> None:
    wanted = decide(reading("给孩子办居住证", item_at(0.95), aspects=()), [("faq", 0.4)])
    assert wanted.intent == START
    assert wanted.answer is not None and wanted.answer.key == "permit"
    asked = decide(reading("给孩子办居住证多少钱", item_at(0.95)), [("faq", 0.4)])
    assert asked.intent == "ask_item"


def test_a_wish_that_names_an_item_is_about_it_however_faint_the_reading() -> None:
    faint = item_at(0.02)
    heard = Reading("给我爸办居住证", "给爸居住证", (), False, False, (faint,), named=frozenset({"permit"}))
    for ranking in ([("start_application", 0.43)], [("start_application", 0.9)]):
        decision = decide(heard, ranking)
        assert decision.intent == START
        assert decision.answer is not None and decision.answer.key == "permit"


def test_a_wish_for_what_several_items_are_called_brings_them_all() -> None:
    named = frozenset({"fund", "permit", "renewal"})
    near = (item_at(0.1, "fund"), item_at(0.09, "permit"))
    heard = Reading("我要提公积金", "提公积金", (), False, False, near, named=named)
    decision = decide(heard, [("start_application", 0.97)])
    assert decision.answer is None
    assert {choice.key for choice in decision.choices} == named


def test_of_several_that_are_named_the_far_likelier_one_is_meant() -> None:
    near = (item_at(0.23, "fund"), item_at(0.01, "permit"))
    named = frozenset({"fund", "permit"})
    heard = Reading("我要租房提取公积金", "租房提取公积金", (), False, False, near, named=named)
    decision = decide(heard, [("start_application", 0.97)])
    assert decision.answer is not None and decision.answer.key == "fund"


def test_what_is_only_like_an_item_is_offered_where_nothing_is_talked_about() -> None:
    heard = reading("我要申请补贴", item_at(0.1), aspects=(), content="申请补贴")
    assert [c.key for c in decide(heard, [("start_application", 0.9)]).choices] == ["permit"]
    assert decide(heard, [("start_application", 0.9)], "passport").choices == ()
    assert len(understood("我要申请", [("start_application", 0.9)]).choices) <= rules.MAX_NAMESAKES
