"""Names of service items in running text, by letter and by sound."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.matcher import NameMatcher
from bot.nlu.names import shipped_names
from bot.nlu.normalise import fold_text

NAMES = [
    ("passport", "护照"),
    ("renewal", "护照换发"),
    ("permit", "居住证"),
    ("id", "身份证"),
    ("fund", "公积金提取"),
    ("card", "社保卡"),
    ("one", "证"),
    ("shop", "营业执照"),
    ("firm", "营业执照"),
    ("etc", "etc办理"),
]


@pytest.fixture(scope="module")
def matcher() -> NameMatcher:
    return NameMatcher(NAMES)


@pytest.fixture(scope="module")
def shipped() -> NameMatcher:
    return NameMatcher((name, fold_text(name)) for name in shipped_names())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("护照", [("护照", 0, 2)]),
        ("办护照多少钱", [("护照", 1, 3)]),
        ("办居住证吗", [("居住证", 1, 4)]),
        ("护照和居住证", [("护照", 0, 2), ("居住证", 3, 6)]),
        ("护照护照", [("护照", 0, 2), ("护照", 2, 4)]),
        ("我的护照换发要几天", [("护照换发", 2, 6)]),
        ("护照换", [("护照", 0, 2)]),
        ("怎么etc办理", [("etc办理", 2, 7)]),
        ("没有证", []),
        ("", []),
        ("今天天气", []),
    ],
)
def test_names_stand_where_they_stand(
    matcher: NameMatcher, text: str, found: list[tuple[str, int, int]]
) -> None:
    mentions = matcher.find(text)
    assert [(m.name, m.start, m.end) for m in mentions] == found
    assert all(text[m.start : m.end] == m.name for m in mentions)


def test_a_name_of_several_items_brings_them_all(matcher: NameMatcher) -> None:
    (mention,) = matcher.find("办营业执照")
    assert mention.codes == ("shop", "firm")


def test_no_names_no_mentions() -> None:
    assert not NameMatcher([]).find("护照")
    assert NameMatcher([]).corrected("户照") == "户照"
    assert not NameMatcher([("a", ""), ("b", "证")]).find("证")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("户照", "护照"),
        ("办户照多少钱", "办护照多少钱"),
        ("居主证", "居住证"),
        ("局住证在哪办", "居住证在哪办"),
        ("huzhao", "护照"),
        ("huzhao多少钱", "护照多少钱"),
        ("我要办juzhuzheng", "我要办居住证"),
        ("深份证", "身份证"),
        ("公鸡金提取", "公积金提取"),
        ("社宝卡", "社保卡"),
        ("shebaoka和huzhao", "社保卡和护照"),
        ("营业直照", "营业执照"),
    ],
)
def test_a_name_that_sounds_right_is_put_right(matcher: NameMatcher, typed: str, meant: str) -> None:
    assert matcher.corrected(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "护照多少钱",
        "今天天气怎么样",
        "你们几点下班",
        "孩子们去公园玩",
        "passport",
        "gjj",
        "abcd",
        "12345",
        "收到了通知",
        "hu zhao",
        "？！",
    ],
)
def test_other_text_is_left_alone(matcher: NameMatcher, text: str) -> None:
    assert matcher.corrected(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "今天天气怎么样",
        "我想找个地方吃饭",
        "孩子明天几点放学",
        "谢谢您",
        "帮我查一下明天的火车",
        "怎么才能申请到",
    ],
)
def test_the_shipped_names_leave_small_talk_alone(shipped: NameMatcher, text: str) -> None:
    assert shipped.corrected(text) == text


def test_every_shipped_name_is_found_whole(shipped: NameMatcher) -> None:
    for name in {fold_text(name) for name in shipped_names()}:
        assert [m.name for m in shipped.find(name)] == [name]


_MATCHER = NameMatcher(NAMES)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("护照换发居住证身份户主深份提取公积金的 huzao"), max_size=20))
def test_mentions_never_overlap(text: str) -> None:
    mentions = _MATCHER.find(text)
    assert all(text[m.start : m.end] == m.name for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert _MATCHER.corrected(_MATCHER.corrected(text)) == _MATCHER.corrected(text)
