"""The robustness kit changes what it says it changes, the same way each time."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.disturb import DISTURBANCES
from bot.evaluation.questions import read_questions
from bot.nlu.ngrams import syllable
from bot.nlu.normalise import fold_text

QUESTIONS = [question.text for question in read_questions()]


@pytest.mark.parametrize("name", DISTURBANCES)
def test_a_good_share_of_the_questions_is_disturbed_and_always_alike(name: str) -> None:
    disturb = DISTURBANCES[name][1]
    first = [disturb(text, Random(n)) for n, text in enumerate(QUESTIONS)]
    assert first == [disturb(text, Random(n)) for n, text in enumerate(QUESTIONS)]
    assert sum(one != other for one, other in zip(first, QUESTIONS, strict=True)) > len(QUESTIONS) / 6


@given(st.sampled_from(QUESTIONS), st.randoms())
def test_a_homophone_sounds_the_same(text: str, random: Random) -> None:
    typed = DISTURBANCES["homophone"][1](text, random)
    assert [syllable(c) for c in typed] == [syllable(c) for c in text]


@given(st.sampled_from(QUESTIONS), st.randoms())
def test_what_folding_undoes_is_undone(text: str, random: Random) -> None:
    for name in ("spaces", "full_width"):
        assert fold_text(DISTURBANCES[name][1](text, random)) == fold_text(text)
