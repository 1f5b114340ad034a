"""How an answer looks where it is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import draw
from bot.channels.tencent import menus
from bot.console.faq import preview
from bot.console.faq.preview import previews
from tests.services.faq_sample import body

line = st.text("甲乙。，12.- ", max_size=20)


def test_paragraphs_and_lists_are_told_apart() -> None:
    shown = previews(body(answer="可以办：\n1. 本人身份证\n2、户口簿\n- 原件\n- 复印件\n其他请咨询。"))
    assert [(block.kind, block.lines) for block in shown.blocks] == [
        ("p", ("可以办：",)),
        ("ol", ("本人身份证", "户口簿")),
        ("ul", ("原件", "复印件")),
        ("p", ("其他请咨询。",)),
    ]
    assert shown.source == "《居住证暂行条例》（国务院令第663号）第十二条"
    assert shown.plain.endswith("来源：" + shown.source)


@given(st.lists(line, max_size=8))
def test_no_letter_of_an_answer_is_lost(lines: list[str]) -> None:
    answer = "\n".join(lines)
    shown = previews(body(answer=answer))
    said = "".join(words for block in shown.blocks for words in block.lines)
    letters = [char for char in answer if char in "甲乙。，"]
    assert [char for char in said if char in "甲乙。，"] == letters


def test_a_long_answer_is_counted_in_messages() -> None:
    shown = previews(body(answer="长" * 2000))
    assert shown.telegram == 1 and shown.wechat == 4  # 6,000 bytes and the source
    assert (
        previews(body(answer="", source={"title": "", "doc_no": "", "article": "", "url": ""})).telegram == 1
    )


def test_messages_are_counted_as_the_channels_cut_them() -> None:
    assert (preview._TELEGRAM, preview._WECHAT_BYTES) == (draw.LONGEST, menus.LONGEST)
