"""An index of mostly the same texts is the same index, however it came about."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.faq_texts import FaqTexts
from bot.nlu.index import TextIndex
from bot.nlu.typos import count_pairs
from bot.services.faq.view import FaqView, faq_view
from tests.services.faq_sample import body

words = st.text("居住证丢了怎么补办身份护照多少钱abc", max_size=8)


@settings(deadline=None)
@given(
    st.lists(words, min_size=1, max_size=12),
    st.lists(words, min_size=1, max_size=12),
    st.lists(words, max_size=4),
)
def test_what_is_taken_over_reads_like_what_is_read(old: list[str], new: list[str], asked: list[str]) -> None:
    texts = [*old[: len(old) // 2 + 1], *new[: len(old) // 2]]  # about half of them are known
    unions = [(0, len(texts) // 2 + 1), (len(texts) // 2, len(texts))]
    again = TextIndex(texts, unions, before=TextIndex(old, [(0, len(old))]))
    plain = TextIndex(texts, unions)
    for question in [*asked, *old, *texts, "没有见过的字"]:
        np.testing.assert_allclose(again.similarities(question), plain.similarities(question), atol=2e-5)
        np.testing.assert_allclose(again.compare(question)[1], plain.compare(question)[1], atol=2e-5)


def test_a_hundred_releases_one_after_another_are_no_drift() -> None:
    texts = [f"第{n}条居住证的问题" for n in range(50)]
    index = TextIndex(texts)
    for n in range(100):
        texts = [*texts[1:], f"第{n}次改动的新问题"]
        index = TextIndex(texts, before=index)
    plain = TextIndex(texts)
    for question in ("居住证的问题", "改动的新问题", texts[3]):
        np.testing.assert_allclose(index.similarities(question), plain.similarities(question), atol=1e-4)


def view(name: str, topic: str) -> FaqView:
    return faq_view(body(name, topic))


@pytest.mark.parametrize("kept", range(4))
def test_entries_and_pairs_follow_what_changed(kept: int) -> None:
    before = [view(f"e{n}", f"事{n}") for n in range(3)]
    new = [dataclasses.replace(view("e9", "新"), question="全新的问题是什么"), view("e0", "改")]
    after = list({each.name: each for each in [*before[:kept], *new]}.values())
    again, plain = FaqTexts(after, FaqTexts(before)), FaqTexts(after)
    assert again.entries == plain.entries
    questions = [text for entry in plain.entries for text in entry.phrasings]
    assert again.pairs == plain.pairs == Counter(count_pairs(questions))
