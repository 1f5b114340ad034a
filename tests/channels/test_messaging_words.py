"""Long texts in pieces, messages as each app takes them: rules that hold for every text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.messages import Message
from bot.channels.messaging import buttons
from bot.channels.messaging.render import plain
from bot.channels.messaging.split import Measure, pack, split, utf8, utf16
from bot.channels.telegram import draw as telegram
from bot.channels.telegram.pace import Bucket

TEXT = st.text(alphabet=st.sampled_from("一二三四，。；！？ab 1\n<>&😀”"), max_size=300)
TITLES = st.lists(st.text(alphabet="甲乙丙丁1a&<😀", min_size=1, max_size=60), max_size=14)
MEASURES = st.sampled_from([(len, 20), (utf8, 30), (utf16, 20)])


def bare(texts: list[str]) -> str:
    return re.sub(r"\s", "", "".join(texts))


@given(text=TEXT, measure=MEASURES)
def test_split_loses_nothing_and_fits(text: str, measure: tuple[Measure, int]) -> None:
    pieces = split(text, measure[1], measure[0])
    assert bare(pieces) == bare([text])
    assert all(0 < measure[0](piece) <= measure[1] for piece in pieces)


@given(texts=st.lists(TEXT, max_size=5), measure=MEASURES)
def test_pack_loses_nothing_fits_and_joins(texts: list[str], measure: tuple[Measure, int]) -> None:
    pieces = pack(texts, measure[1], measure[0])
    assert bare(pieces) == bare(texts)
    assert all(0 < measure[0](piece) <= measure[1] for piece in pieces)
    alone = sum(len(split(text, measure[1], measure[0])) for text in texts)
    assert len(pieces) <= alone


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("第一句。第二句。第三句。", ["第一句。第二句。", "第三句。"]),
        ("一行\n二行\n第三行很长", ["一行\n二行", "第三行很长"]),
        ("甲，乙，丙，丁，戊", ["甲，乙，丙，丁，", "戊"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
    ],
)
def test_a_cut_is_at_the_best_place(text: str, pieces: list[str]) -> None:
    assert split(text, 8) == pieces


def message(text: str, titles: list[str], **data: str) -> Message:
    choices = [{"title": title, "payload": f"1.0.{n}"} for n, title in enumerate(titles)]
    made: Message = {"id": "1.0", "type": "choices", "text": text or "问", "data": dict(data)}
    return {**made, "choices": choices} if choices else made  # type: ignore[typeddict-item]


MESSAGES = st.lists(st.builds(message, TEXT.filter(str.strip), TITLES), min_size=1, max_size=4)


@given(MESSAGES)
def test_telegram_takes_what_is_drawn(messages: list[Message]) -> None:
    parts = telegram.draw("1", "telegram:x", messages)
    for part in parts:
        assert 0 < utf16(part.text) <= telegram.LONGEST
        assert all(1 <= len(button.data.encode()) <= 64 for button in part.buttons)
        keyboard = telegram.keyboard(part.buttons)
        assert (keyboard is None) == (not part.buttons)
    assert sum(len(part.buttons) for part in parts) == sum(len(m.get("choices", [])) for m in messages)


@given(MESSAGES)
def test_wechat_and_wecom_take_what_is_drawn(messages: list[Message]) -> None:
    from bot.channels.tencent import menus

    for head in (menus.LONGEST_HEAD, menus.LONGEST):
        parts = menus.draw("o", "wechat:x", messages, head)
        assert sum(1 for part in parts if part.buttons) <= 1
        for part in parts:
            assert 0 < utf8(part.text) <= menus.LONGEST
            for words in (menus.in_words(part), menus.with_links(part)):
                assert utf8(words) <= 2048
            for data, title in menus.entries(part):
                assert 1 <= utf8(data) <= 64 and 1 <= utf8(title) <= 128
                assert buttons.place_of(data, "wechat:x")
            assert "<a " not in part.text
        drawn = bare([part.text for part in parts])
        for each in messages:
            assert bare([each["text"]]).replace("<", "").replace("＜", "") in drawn.replace("<", "").replace(
                "＜", ""
            )


def test_only_the_last_choices_are_numbered() -> None:
    first, second = plain([message("先问", ["甲", "乙"]), message("再问", ["丙"])])
    assert "1. 甲" not in first and "“甲”" in first
    assert "1. 丙" in second


def test_a_number_that_is_an_answer_is_no_choice() -> None:
    (asked,) = plain([message("几个人？", ["跳过"], input="number")])
    assert "1. 跳过" not in asked and "跳过" in asked


@given(st.lists(st.floats(0, 5), max_size=40))
def test_a_bucket_never_lets_more_through_than_it_says(gaps: list[float]) -> None:
    bucket, now, sent = Bucket(per_s=2.0, burst=3), 0.0, []
    for gap in gaps:
        now += gap
        now += bucket.wait(now)
        sent.append(now)
    for start in sent:
        within = [each for each in sent if start <= each <= start + 1.0 - 1e-6]
        assert len(within) <= 3 + 2
