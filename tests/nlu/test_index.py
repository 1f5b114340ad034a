"""The sparse index gives exactly the cosines that a dense computation gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.nlu import index as index_module
from bot.nlu.concepts import concepts
from bot.nlu.index import TextIndex
from bot.nlu.ngrams import features

TEXTS = ("护照多少钱", "居住证在哪办", "公积金提取要什么材料", "护照换发", "12345热线", "gjj贷款")
_WORDS = st.text(st.sampled_from("护照居住证多少钱公积金在哪办abc123 ?"), max_size=12)


def brute_force(texts: list[str], question: str) -> NDArray[np.float64]:
    """TF-IDF cosine, one row a text, every feature a column; an unseen feature counts in the question's length only."""
    held = {}
    for text in (*texts, question):
        meanings, shades = concepts().read(text)
        held[text] = {**features(text, shades), **meanings}
    vocabulary = sorted({feature for found in held.values() for feature in found})
    known = {feature for text in texts for feature in held[text]}
    column = {feature: n for n, feature in enumerate(vocabulary)}
    idf = np.zeros(len(vocabulary))
    for feature in vocabulary:
        seen_in = sum(feature in held[text] for text in texts)
        rarity = (1.0 + len(texts)) / (1.0 + seen_in) if feature in known else 1.0 + len(texts)
        idf[column[feature]] = (np.log(rarity) + index_module._COMMON) * index_module._prior(feature)

    def row(text: str) -> NDArray[np.float64]:
        vector = np.zeros(len(vocabulary))
        for feature, weight in held[text].items():
            vector[column[feature]] = weight * idf[column[feature]]
        return vector

    asked = row(question)
    rows = [row(text) for text in texts]
    lengths = [np.linalg.norm(each) * np.linalg.norm(asked) for each in rows]
    return np.array(
        [each @ asked / length if length else 0.0 for each, length in zip(rows, lengths, strict=True)]
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_nearest_to_itself(text: str) -> None:
    scores = TextIndex(TEXTS).similarities(text)
    assert scores[TEXTS.index(text)] == pytest.approx(1.0, abs=1e-5)
    assert all(score < 0.999 for at, score in enumerate(scores) if at != TEXTS.index(text))


def test_one_score_a_text_in_their_order() -> None:
    scores = TextIndex(["护照", "居住证", "护照换发"]).similarities("护照换发")
    assert scores.shape == (3,)
    assert scores[2] > scores[0] > scores[1]


@pytest.mark.parametrize("question", ["", "天气", "🙂"])
def test_nothing_in_common_is_nothing(question: str) -> None:
    assert TextIndex(TEXTS).similarities(question).tolist() == [0.0] * len(TEXTS)


def test_an_index_of_nothing() -> None:
    assert TextIndex([]).similarities("护照").tolist() == []
    assert TextIndex([""]).similarities("护照").tolist() == [0.0]


def test_an_empty_text_matches_nothing_and_disturbs_nobody() -> None:
    scores = TextIndex(["", "护照", ""]).similarities("护照")
    assert scores[0] == scores[2] == 0.0
    assert scores[1] == pytest.approx(1.0, abs=1e-5)


def test_unseen_words_count_against_the_match() -> None:
    index = TextIndex(TEXTS)
    alone, among_others = (
        float(index.similarities(text)[0]) for text in ("护照多少钱", "护照多少钱明儿下雪不")
    )
    assert 0 < among_others < alone


def test_a_homophone_is_nearer_than_a_stranger() -> None:
    index = TextIndex(["居住证", "营业执照"])
    right, wrong = index.similarities("局住证").tolist()
    assert right > 0.3 > wrong


def test_a_run_of_latin_letters_is_one_word() -> None:
    index = TextIndex(["gjj贷款", "gaj电话"])
    assert index.similarities("gjj").tolist()[1] == 0.0


@settings(max_examples=120, deadline=None)
@given(st.lists(_WORDS, max_size=6), _WORDS)
def test_the_same_as_computed_by_brute_force(texts: list[str], question: str) -> None:
    scores = TextIndex(texts).similarities(question)
    assert scores.shape == (len(texts),)
    assert np.allclose(scores, brute_force(texts, question), atol=1e-4)
    assert all(0.0 <= score <= 1.0 + 1e-5 for score in scores)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=20))
def test_any_text_gets_a_score_within_bounds(texts: list[str], question: str) -> None:
    scores = TextIndex(texts).similarities(question)
    assert np.isfinite(scores).all()
    assert all(0.0 <= score <= 1.0 + 1e-5 for score in scores)


@pytest.mark.parametrize(
    ("said", "meant"), [("驾本", "机动车驾驶证"), ("公积金", "住房公积金"), ("房本", "不动产权证书")]
)
def test_a_word_of_the_street_is_nearest_to_the_official_one(said: str, meant: str) -> None:
    others = ["居民户口簿", "税务登记", meant, "食品经营许可证"]
    assert others[int(np.argmax(TextIndex(others).similarities(said)))] == meant


def test_a_union_holds_what_its_texts_hold() -> None:
    texts = ["护照多少钱", "护照在哪办", "公积金提取"]
    scores = TextIndex(texts, unions=[(0, 2), (2, 3)]).similarities("护照钱在哪")
    assert scores.shape == (5,)
    assert scores[3] > max(scores[0], scores[1]) > scores[4] == pytest.approx(scores[2], abs=0.05)


def test_many_wordings_of_one_entry_make_its_word_no_commoner() -> None:
    few = TextIndex(["护照到期", "社保断缴"], unions=[(0, 1), (1, 2)])
    many = TextIndex([*(f"护照{n}" for n in "甲乙丙丁戊己庚辛"), "社保断缴"], unions=[(0, 8), (8, 9)])
    weigh = [index._weigh("护照")["护照"] / index._weigh("社保")["社保"] for index in (few, many)]
    assert weigh == pytest.approx([1.0, 1.0])
