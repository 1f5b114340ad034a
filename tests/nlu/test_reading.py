"""How a question reads: as an item and its fields, as a written question, as neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.nlu.aspects import lexicon
from bot.nlu.knowledge import Knowledge
from bot.nlu.normalise import fold_text
from bot.nlu.reading import read
from tests.nlu.small_city import KNOWLEDGE


@pytest.mark.parametrize(
    ("text", "key", "aspects"),
    [
        ("居住证多少钱", "permit", ("fee",)),
        ("護照要帶什麼材料？", "passport", ("materials",)),
        ("请问提公积金要几天", "fund", ("time_limit",)),
        ("办户照多少钱", "passport", ("fee",)),  # put right by sound
        ("huzhao多少钱", "passport", ("fee",)),
        ("护照到期在哪里办", "renewal", ("where",)),
    ],
)
def test_an_item_and_its_fields_are_read(text: str, key: str, aspects: tuple[str, ...]) -> None:
    read_as = read(fold_text(text), KNOWLEDGE, [("ask_item", 0.8)])
    assert read_as.best is not None
    assert (read_as.best.kind, read_as.best.key, read_as.best.aspects) == ("item", key, aspects)
    assert read_as.folded == fold_text(text)


def test_candidates_come_best_first_and_are_probabilities() -> None:
    candidates = read(fold_text("居住证护照公积金"), KNOWLEDGE).candidates
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert len({(c.kind, c.key) for c in candidates}) == len(candidates)


def test_a_written_question_is_certain() -> None:
    best = read(fold_text("身份证被人冒用了怎么办？"), KNOWLEDGE).best
    assert best is not None and (best.kind, best.key) == ("faq", "id_lost")
    assert best.score == pytest.approx(1.0, abs=1e-4)


def test_an_imported_item_counts_for_less() -> None:
    here = replace(KNOWLEDGE.items["away"], origin="city")
    city = Knowledge([*(i for i in KNOWLEDGE.items.values() if i.code != "away"), here], [], lexicon())
    away = Knowledge(list(KNOWLEDGE.items.values()), [], lexicon())
    scores = [read("教师资格证多少钱", knowledge).best for knowledge in (city, away)]
    assert scores[0] is not None and scores[1] is not None
    assert scores[1].score < scores[0].score


@pytest.mark.parametrize(
    ("text", "follows"),
    [("那居住证呢", True), ("居住证呢？", True), ("那么护照", True), ("居住证", False), ("办居住证", False)],
)
def test_a_follow_up_is_heard(text: str, follows: bool) -> None:
    assert read(fold_text(text), KNOWLEDGE).follow_up is follows


@pytest.mark.parametrize("text", ["", "天气", "😀", "zzz"])
def test_nothing_to_read(text: str) -> None:
    assert read(fold_text(text), KNOWLEDGE).best is None


def test_an_empty_city_reads_nothing() -> None:
    assert read("居住证多少钱", Knowledge([], [], lexicon())).best is None
