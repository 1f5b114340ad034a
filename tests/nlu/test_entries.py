"""Evidence for an entry: its nearest phrasing, all its phrasings, its own text."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.entries import Entry, EntryIndex, Evidence
from bot.nlu.index import TextIndex

ENTRIES = [
    Entry("lost", ("身份证丢了怎么补", "身份证遗失补办"), "凭户口簿到任一派出所补领居民身份证。"),
    Entry("fee", ("护照多少钱", "办护照要交多少钱", "护照工本费"), "普通护照每本收费120元。"),
    Entry("only", ("公积金提取",), ""),
]


@pytest.fixture(scope="module")
def index() -> EntryIndex:
    return EntryIndex(ENTRIES)


@pytest.mark.parametrize(("question", "key"), [(text, e.key) for e in ENTRIES for text in e.phrasings])
def test_its_own_phrasing_finds_an_entry(index: EntryIndex, question: str, key: str) -> None:
    best = index.search(question, 3)[0]
    assert best.key == key
    assert best.nearest == pytest.approx(1.0, abs=1e-5)


def test_a_single_phrasing_is_its_own_profile(index: EntryIndex) -> None:
    best = index.search("公积金提取", 1)[0]
    assert best.profile == pytest.approx(best.nearest)
    assert best.background == 0.0


def test_the_words_of_the_answer_count(index: EntryIndex) -> None:
    found = {hit.key: hit for hit in index.search("凭户口簿到派出所", 3)}
    assert found["lost"].background > 0.4
    assert found["lost"].background > found["lost"].nearest


def test_best_first_and_no_more_than_asked_for(index: EntryIndex) -> None:
    hits = index.search("护照身份证公积金", 3)
    assert [hit.total for hit in hits] == sorted((hit.total for hit in hits), reverse=True)
    assert len(hits) == 3
    assert [hit.key for hit in index.search("护照身份证公积金", 2)] == [hit.key for hit in hits[:2]]
    assert len(index.search("护照", 100)) <= len(ENTRIES)


def test_what_has_nothing_in_common_is_left_out(index: EntryIndex) -> None:
    assert index.search("天气", 3) == []
    assert [hit.key for hit in index.search("公积金", 3)] == ["only"]


def test_nothing_asked(index: EntryIndex) -> None:
    assert index.search("", 3) == []


def test_no_entries_no_hits() -> None:
    assert EntryIndex([]).search("护照", 3) == []


def test_total_is_what_sorts() -> None:
    assert Evidence("a", 0.5, 0.25, 0.5).total == pytest.approx(1.0)
    assert Evidence("a").total == 0.0


_TEXT = st.text(st.sampled_from("护照居住证多少钱"), min_size=1, max_size=8)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(_TEXT, min_size=1, max_size=3), min_size=1, max_size=5), _TEXT)
def test_the_nearest_phrasing_is_the_best_of_all(groups: list[list[str]], question: str) -> None:
    entries = [Entry(str(n), tuple(phrasings), "") for n, phrasings in enumerate(groups)]
    texts = [text for phrasings in groups for text in phrasings]
    # The same index as the entries share: phrasings, backgrounds, and all phrasings of an entry as one.
    bounds = np.cumsum([0, *map(len, groups)]).tolist()
    scores = TextIndex([*texts, *([""] * len(groups))], list(pairwise(bounds))).similarities(question)
    at = 0
    for entry in entries:
        expected = float(np.max(scores[at : at + len(entry.phrasings)]))
        at += len(entry.phrasings)
        found = {hit.key: hit.nearest for hit in EntryIndex(entries).search(question, len(entries))}
        assert found.get(entry.key, 0.0) == pytest.approx(expected, abs=1e-5)
