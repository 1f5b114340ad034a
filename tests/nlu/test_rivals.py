"""The likeliest entries are told apart by what only one of them says."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.amended import AmendedIndex
from bot.nlu.entries import RIVALS, Entry, EntryIndex
from bot.nlu.index import TextIndex
from bot.nlu.procedures import Named
from bot.nlu.rivals import Rival, tell_apart, weigh

PASSPORTS = [
    Entry(
        "first", ("首次申领护照", "第一次办护照要什么材料", "没办过护照怎么办", "从来没有护照想办一本"), ""
    ),
    Entry(
        "renew",
        ("护照换发", "护照到期换新的要什么材料", "护照快过期了怎么办", "护照有效期不够了想换一本"),
        "",
    ),
    Entry("lost", ("护照补发", "护照丢了要什么材料", "护照找不到了怎么办", "护照被偷了想补一本"), ""),
]


def told(groups: list[list[str]], question: str) -> list[float]:
    texts = [text for group in groups for text in group]
    index, named = TextIndex(texts, keep_rows=True), Named(texts)
    bounds = list(pairwise(np.cumsum([0, *map(len, groups)]).tolist()))
    likeness = index.similarities(question)
    weights = weigh([Rival(index.rows(*each), named.directions(*each)) for each in bounds])
    return tell_apart([likeness[begin:end] for begin, end in bounds], weights)


def test_what_only_one_of_them_says_decides() -> None:
    index = EntryIndex(PASSPORTS)
    hits = index.search("护照到期了想再办一本", 3)
    assert hits[0].key == "renew"
    assert hits[0].apart > 0.2
    assert all(hit.apart < 0.0 for hit in hits[1:])


def test_a_question_between_two_gets_help_from_neither() -> None:
    groups = [["护照甲", "护照乙"], ["护照丙", "护照丁"]]
    assert told(groups, "护照") == pytest.approx([0.0, 0.0], abs=0.05)


def test_one_phrasing_each_says_too_little() -> None:
    assert told([["护照换发"], ["护照补发"]], "护照换发") == [0.0, 0.0]


def test_who_is_out_of_reach_is_no_rival() -> None:
    index = EntryIndex([*PASSPORTS, Entry("house", ("不动产登记", "房子过户", "买房办证"), "")])
    hits = {hit.key: hit for hit in index.search("护照快过期了怎么办呀", 4)}
    assert hits["renew"].apart == hits.get("house", hits["renew"]).apart == 0.0


def test_a_changed_entry_is_told_apart_from_those_beside_it() -> None:
    base = EntryIndex(PASSPORTS)
    changed = Entry("renew", (*PASSPORTS[1].phrasings, "护照旧了想换一本"), "")
    amended = AmendedIndex(base, [changed], [])
    whole = EntryIndex([PASSPORTS[0], changed, PASSPORTS[2]])
    for question in ("护照到期了想再办一本", "旧护照不见了想再办一本", "没有护照怎么办一本"):
        found, wanted = amended.search(question, 3), whole.search(question, 3)
        assert [hit.key for hit in found] == [hit.key for hit in wanted]
        assert found[0].apart >= 0.0 >= found[1].apart


_TEXT = st.text(st.sampled_from("护照换补发到期丢了"), min_size=1, max_size=8)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(_TEXT, min_size=1, max_size=4), min_size=1, max_size=RIVALS),
    _TEXT,
    st.randoms(use_true_random=False),
)
def test_what_one_gains_the_others_lose_in_any_order(groups: list[list[str]], question: str, random) -> None:  # type: ignore[no-untyped-def]
    apart = told(groups, question)
    assert sum(apart) == pytest.approx(0.0, abs=1e-4)
    assert np.isfinite(apart).all()
    order = list(range(len(groups)))
    random.shuffle(order)
    assert told([groups[i] for i in order], question) == pytest.approx([apart[i] for i in order], abs=1e-4)


def test_small_matrices_are_not_shared_out_among_threads() -> None:
    code = "import bot.nlu.rivals, threadpoolctl as t; print({each['num_threads'] for each in t.threadpool_info() if each['user_api'] == 'blas'})"
    env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.strip() == "{1}"
