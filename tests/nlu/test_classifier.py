"""The intent classifier: learns, is kept, and reads back the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.classifier import NgramClassifier

EXAMPLES = {
    "greet": ["你好", "您好", "早上好", "嗨你好", "在吗"],
    "thanks": ["谢谢", "多谢了", "感谢您", "谢谢你的帮助", "非常感谢"],
    "fire": ["家里着火了", "楼下起火了", "厨房冒烟着火", "着火了快来人", "火灾救命"],
}


def fit(*labels: str) -> NgramClassifier:
    rows = [(text, label) for label in labels for text in EXAMPLES[label]]
    return NgramClassifier.fit([text for text, _ in rows], [label for _, label in rows])


@pytest.fixture(scope="module")
def model() -> NgramClassifier:
    return fit("greet", "thanks", "fire")


@pytest.mark.parametrize(
    ("label", "text"), [(label, text) for label, texts in EXAMPLES.items() for text in texts]
)
def test_what_was_taught_is_known(model: NgramClassifier, label: str, text: str) -> None:
    best, probability = model.predict(text)[0]
    assert best == label
    assert probability > 0.5


def test_new_wording_is_understood(model: NgramClassifier) -> None:
    assert model.predict("谢谢谢谢")[0][0] == "thanks"
    assert model.predict("隔壁着火了")[0][0] == "fire"


def test_every_label_is_ranked_most_probable_first(model: NgramClassifier) -> None:
    ranking = model.predict("你好")
    assert {label for label, _ in ranking} == set(EXAMPLES)
    assert [p for _, p in ranking] == sorted((p for _, p in ranking), reverse=True)


@pytest.mark.parametrize("text", ["", "zzz", "🙂", "量子纠缠"])
def test_an_unknown_text_is_nobodys(model: NgramClassifier, text: str) -> None:
    ranking = model.predict(text)
    assert len(ranking) == len(EXAMPLES)
    assert all(np.isfinite(p) and p < 0.7 for _, p in ranking)


def test_two_labels_share_one_whole() -> None:
    model = fit("greet", "fire")
    for text in ("你好", "着火了", "", "今天"):
        ranking = dict(model.predict(text))
        assert set(ranking) == {"greet", "fire"}
        assert sum(ranking.values()) == pytest.approx(1.0, abs=1e-5)
    assert model.predict("你好")[0][0] == "greet"
    assert model.predict("着火了")[0][0] == "fire"


def test_one_label_cannot_be_learnt() -> None:
    with pytest.raises(ValueError):
        fit("greet")


@pytest.mark.parametrize("labels", [("greet", "fire"), ("greet", "thanks", "fire")])
def test_kept_and_loaded_it_says_the_same(labels: tuple[str, ...], tmp_path: Path) -> None:
    fitted = fit(*labels)
    fitted.save(tmp_path / "intents.npz")
    loaded = NgramClassifier.load(tmp_path / "intents.npz")
    assert loaded.labels == fitted.labels
    for text in ("你好", "谢谢您", "家里着火了", "", "别的什么"):
        assert [label for label, _ in loaded.predict(text)] == [label for label, _ in fitted.predict(text)]
        assert [p for _, p in loaded.predict(text)] == pytest.approx(
            [p for _, p in fitted.predict(text)], abs=1e-4
        )


def test_learning_twice_gives_the_same_model() -> None:
    first, second = fit("greet", "thanks", "fire"), fit("greet", "thanks", "fire")
    assert np.array_equal(first.weights, second.weights)
    assert np.array_equal(first.bias, second.bias)


_MODEL = fit("greet", "thanks", "fire")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_probabilities(text: str) -> None:
    assert all(0.0 <= p <= 1.0 for _, p in _MODEL.predict(text))
