"""Words that mean the same are one concept; the lexicon is in order."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.concepts import COMMON, KNOWN, SYNONYMS, Concepts, concepts
from bot.nlu.ngrams import features
from bot.nlu.normalise import fold_text
from bot.nlu.plain import plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("驾照", "机动车驾驶证"),
        ("户口本", "居民户口簿"),
        ("sfz", "身份证"),
        ("丢了", "遗失"),
        ("暂住证", "居住证"),
    ],
)
def test_what_means_the_same_shares_a_concept(one: str, other: str) -> None:
    assert concepts().find(plain(one)).keys() & concepts().find(plain(other)).keys()


def test_a_word_inside_another_counts_too_and_a_loose_group_counts_half() -> None:
    found = Concepts(["# 注释", "", "机动车驾驶证 驾照", "驾驶 开车", "> 办理 弄"]).find("机动车驾驶证弄丢了")
    assert sorted(found.values()) == [0.5, 1.0, 1.0]


def test_a_known_word_says_less_beside_its_concept_and_a_common_one_least() -> None:
    lexicon = Concepts(["驾照 驾本", "##! 动作", "补办 补领"])
    assert lexicon.read("我的驾照补办")[1] == [1.0, 1.0, KNOWN, KNOWN, COMMON, COMMON]


def test_repeated_words_count_by_the_logarithm_where_they_are_clearest() -> None:
    found = features("证证", [0.6, 1.0])
    assert found["证"] == pytest.approx(1.0 + math.log(2))
    assert found["证证"] == pytest.approx(0.6)


@given(st.text(max_size=30))
def test_any_text_can_be_searched(text: str) -> None:
    assert all(0 < weight <= 1 for weight in concepts().find(fold_text(text)).values())


def test_no_group_says_a_word_twice_and_none_stands_alone() -> None:
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            words = line.lstrip("> ").split()
            assert len(words) > 1, line
            assert not [word for word, n in Counter(words).items() if n > 1], line
