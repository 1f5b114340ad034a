"""Many ways to write the same Chinese fold into one, and every folded character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.normalise import fold_text, normalise

# opencc's own table leads 薴 → 苧 → 苎, one step a time; no other character of Unicode folds twice.
_CHARACTERS = st.characters(blacklist_characters="薴")
_ODD = st.sampled_from(
    "護照證 ？?！。.…—\u3000\u200b\ufeffＡａA１①㎏Ⅷİßﬁ😀👨\u200d\U0001f1e8\u0301é\x00\ud800"
)
TEXTS = st.text(st.one_of(_CHARACTERS, _ODD), max_size=60)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        # 繁体
        ("護照多少錢", "护照多少钱"),
        ("居住證在哪裡辦", "居住证在哪里办"),
        ("身份証補辦", "身份证补办"),
        ("臺灣居民來往大陸通行證", "台湾居民来往大陆通行证"),
        ("營業執照註銷", "营业执照注销"),
        ("社會保險關係轉移", "社会保险关系转移"),
        # full width, compatibility forms
        ("ＧＪＪ１２３４５", "gjj12345"),
        ("护照，多少钱？", "护照,多少钱?"),
        ("①②③", "123"),
        ("５㎏", "5kg"),
        ("Ⅷ", "viii"),
        ("ﬁ", "fi"),
        ("㈠", "(一)"),
        ("ﾊﾟ", "ハ\u309a"),
        # case
        ("APP", "app"),
        ("HuZhao", "huzhao"),
        ("11010119900307123X", "11010119900307123x"),
        # spaces of every kind
        ("护 照　多\t少\n钱", "护照多少钱"),
        ("  护照  ", "护照"),
        ("护照\u00a0多少\u2003钱\u2028", "护照多少钱"),
        # what nobody sees
        ("护\u200b照\u200d多\u2060少\ufeff钱", "护照多少钱"),
        ("护照\u202e多少钱\u200f", "护照多少钱"),
        ("护照\x00多少\x08钱\x7f", "护照多少钱"),
        ("护照\ue000\U000e0041多少钱", "护照多少钱"),
        ("护照\ud800多少钱", "护照多少钱"),
        # emoji
        ("护照😀多少钱", "护照多少钱"),
        ("👨\u200d👩\u200d👧护照", "护照"),
        ("👍🏽", ""),
        ("🇨🇳护照", "护照"),
        ("☎12345", "12345"),
        # repeated marks are one, repeated words are not
        ("怎么办？？？", "怎么办?"),
        ("怎么办？?？", "怎么办?"),
        ("怎么办！！！？？", "怎么办!?"),
        ("护照……", "护照."),
        ("护照——多少钱", "护照—多少钱"),
        ("~~~护照~~~", "~护照~"),
        ("? ? ?", "?"),
        ("哈哈哈", "哈哈哈"),
        ("好好好", "好好好"),
        ("1100", "1100"),
        ("aaa", "aaa"),
        # nothing to do, nothing left
        ("", ""),
        ("护照多少钱", "护照多少钱"),
        (" \u3000\n", ""),
        ("😀😀", ""),
    ],
    ids=ascii,  # a lone surrogate has no other name
)
def test_folding(written: str, folded: str) -> None:
    assert fold_text(written) == folded
    assert normalise(written).text == folded


@pytest.mark.parametrize(
    ("written", "folded", "original"),
    [
        ("請問 護照 多少錢？", "护照", "護照"),
        ("請問 護照 多少錢？", "多少钱", "多少錢"),
        ("護　照多少錢", "护照", "護　照"),
        ("😀😀护照", "护照", "护照"),
        ("怎么办？？？护照", "护照", "护照"),
        ("５㎏行李", "kg", "㎏"),
        ("ＡＰＰ上办", "app", "ＡＰＰ"),
        ("护\u200b照", "护照", "护\u200b照"),
    ],
)
def test_a_span_leads_back_to_what_was_written(written: str, folded: str, original: str) -> None:
    normalised = normalise(written)
    start = normalised.text.index(folded)
    begin, end = normalised.span(start, start + len(folded))
    assert written[begin:end] == original


def test_an_empty_span_is_empty() -> None:
    assert normalise("护照").span(1, 1) == (0, 0)
    assert normalise("").span(0, 0) == (0, 0)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_every_span_lies_inside_the_original(text: str, data: st.DataObject) -> None:
    normalised = normalise(text)
    assert len(normalised.origin) == len(normalised.text)
    assert list(normalised.origin) == sorted(normalised.origin)
    if not normalised.text:
        return
    start = data.draw(st.integers(0, len(normalised.text) - 1))
    end = data.draw(st.integers(start + 1, len(normalised.text)))
    begin, stop = normalised.span(start, end)
    assert 0 <= begin < stop <= len(text)
    assert normalised.text[start] in fold_text(text[begin])
    assert normalised.text[end - 1] in fold_text(text[stop - 1])


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_nothing_unreadable_is_left(text: str) -> None:
    folded = fold_text(text)
    assert not any(char.isspace() or char in "\u200b\ufeff\x00😀\ud800" for char in folded)
    assert "??" not in folded and "!!" not in folded


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_the_beginning_folds_the_same_whatever_follows(first: str, second: str) -> None:
    assert fold_text(first + second).startswith(fold_text(first))


def test_what_the_converter_leaves() -> None:
    assert fold_text("廚房著火啦") == "厨房着火啦"
    assert fold_text("护照\ufe0f多少钱") == "护照多少钱"


@given(TEXTS)
def test_the_text_alone_is_the_same_without_its_offsets(text: str) -> None:
    assert fold_text(text) == normalise(text).text
