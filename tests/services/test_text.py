"""The one door for what comes from outside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.text import MAX_MESSAGE_CHARS, TextEmpty, TextTooLong, clean

_ODD = st.sampled_from("/／\x00\r\n\t \u3000\u200b\u200d\u202e\u2066\ufeff\ud800\udfff\U000e0041护e\u0301")
TEXTS = st.text(st.one_of(st.characters(), _ODD), max_size=80)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("护照多少钱", "护照多少钱"),
        ("  护照\u3000\n", "护照"),
        ("护照\r\n多少钱", "护照\n多少钱"),
        ("护照\r多少钱", "护照\n多少钱"),
        ("护\t照", "护\t照"),
        ("护照\x00多少\x08钱\x7f\x9f", "护照多少钱"),
        ("护照\ud800多少\udfff钱", "护照多少钱"),
        ("\ufeff护\u200b照\u200d多\u200f少", "护照多少"),
        ("\u202e钱少多照护\u202c\u2066x\u2069", "钱少多照护x"),
        ("护照\U000e0041\U000e007f", "护照"),
        ("e\u0301", "é"),
        ("/restart", "／restart"),
        (" \n/restart", "／restart"),
        ("\u200b/restart", "／restart"),
        ("\x00/form_confirm{}", "／form_confirm{}"),
        ("//x", "／/x"),
        ("护照/居住证", "护照/居住证"),
        ("／restart", "／restart"),
        ("😀👍🏽", "😀👍🏽"),
        ("护照" * 250, "护照" * 250),
        ("a" + "\u200b" * 600, "a"),
    ],
    ids=ascii,
)
def test_what_a_human_typed(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(
    "raw", ["", " ", "\u3000\n\t", "\x00", "\u200b\u200b", "\u202e", "\ud800", "\ufeff"], ids=ascii
)
def test_nothing_is_left(raw: str) -> None:
    with pytest.raises(TextEmpty, match="消息是空的"):
        clean(raw)


@pytest.mark.parametrize("raw", ["护" * (MAX_MESSAGE_CHARS + 1), "护" * 100_000, "\u200b" * 2001])
def test_too_much(raw: str) -> None:
    with pytest.raises(TextTooLong, match="一次最多 500 个字") as caught:
        clean(raw)
    assert caught.value.limit == MAX_MESSAGE_CHARS
    assert caught.value.length > MAX_MESSAGE_CHARS


def test_another_limit() -> None:
    assert clean("护照多少", limit=4) == "护照多少"
    with pytest.raises(TextTooLong, match="一次最多 4 个字"):
        clean("护照多少钱", limit=4)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_comes_out_is_safe(raw: str) -> None:
    try:
        text = clean(raw)
    except TextEmpty:
        return
    assert text and text == text.strip() and len(text) <= MAX_MESSAGE_CHARS
    assert not text.startswith("/")
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n" for char in text)
    assert not any(char in "\u200b\u202e\u2066\ufeff\U000e0041" for char in text)
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    try:
        text = clean(raw)
    except TextEmpty:
        return
    assert clean(text) == text
