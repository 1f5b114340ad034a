"""A trained router: two linear readings of a message and a logistic regression over both. numpy only.

``Tf``: tf·idf, weighted by how unevenly a feature is spread over the departments (inverse class frequency).
``Nb``: presence, weighted by the naive Bayes log ratio of each department (Wang & Manning, ACL 2012).
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.services.routing.features import clean, grams, word_of, words

Floats = NDArray[np.float32]
_REASONS = 3
LAYOUT = 1  # of what `dump` writes; counts up whenever `load` would misread what was kept before


class OtherLayout(ValueError):
    """Kept by other software than this: during a rolling upgrade both run."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"分办模型的格式是{found}，这个程序能读的是{LAYOUT}；请运行 python -m bot db seed 重新训练。"
        )


class Proposal(NamedTuple):
    label: str
    probability: float
    because: tuple[str, ...]  # the words that decided, strongest first


@dataclass(frozen=True)
class View:
    """`scale`: what a count is multiplied with, features × 1 or features × labels; `weights`: features × labels."""

    vocabulary: dict[str, int]
    scale: Floats
    weights: Floats
    bias: Floats

    def values(self, counted: Counter[str], *, presence: bool) -> tuple[NDArray[np.int64], Floats]:
        """(features that are known, their scaled counts: n × 1 or n × labels)."""
        known = [(self.vocabulary[f], n) for f, n in counted.items() if f in self.vocabulary]
        at = np.array([index for index, _ in known], dtype=np.int64)
        counts = np.array([n for _, n in known], dtype=np.float32)
        tf = np.ones_like(counts) if presence else 1 + np.log(np.maximum(counts, 1))
        return at, (tf[:, None] * self.scale[at]).astype(np.float32)

    def decide(self, counted: Counter[str], *, presence: bool) -> Floats:
        """The margin of each label."""
        at, values = self.values(counted, presence=presence)
        norm = np.sqrt((values**2).sum(axis=0))
        margins: Floats = (values * self.weights[at]).sum(axis=0) / np.maximum(norm, 1e-9) + self.bias
        return margins


@dataclass(frozen=True)
class Router:
    labels: tuple[str, ...]
    by_gram: View
    by_word: View
    by_ratio: View
    mean: Floats  # of the margins of messages the views were not trained on
    spread: Floats
    mixing: Floats  # margins × labels
    bias: Floats

    def propose(self, text: str) -> list[Proposal]:
        """Every label, most probable first, with reasons for the first; empty for a text without a known feature."""
        cleaned = clean(text)
        counted, spoken = grams(cleaned), words(cleaned)
        if not any(feature in self.by_gram.vocabulary for feature in counted):
            return []
        chances = self._chances(counted, spoken)
        order = np.argsort(-chances, kind="stable")
        first = int(order[0])
        return [
            Proposal(self.labels[i], float(chances[i]), self._reasons(spoken, first) if i == first else ())
            for i in order.tolist()
        ]

    def _chances(self, counted: Counter[str], spoken: Counter[str]) -> Floats:
        linear = self.by_gram.decide(counted, presence=False) + self.by_word.decide(spoken, presence=False)
        margins = np.concatenate([linear, self.by_ratio.decide(counted, presence=True)])
        logits = ((margins - self.mean) / self.spread) @ self.mixing + self.bias
        odds = np.exp(logits - logits.max())
        chances: Floats = odds / odds.sum()
        return chances

    def _reasons(self, spoken: Counter[str], label: int) -> tuple[str, ...]:
        at, values = self.by_word.values(spoken, presence=False)
        if not len(at):
            return ()
        weights = self.by_word.weights[at]
        pulls = values[:, 0] * (weights[:, label] - weights.mean(axis=1))
        names = [word_of(feature) for feature in spoken if feature in self.by_word.vocabulary]
        best = [names[i] for i in np.argsort(-pulls, kind="stable")[:_REASONS].tolist() if pulls[i] > 0]
        return tuple(name for name in best if name)

    def dump(self) -> bytes:
        """As `load` reads it: arrays and strings, never a pickle."""
        arrays: dict[str, Any] = {"layout": np.array(LAYOUT), "labels": np.array(self.labels)}
        for name in ("by_gram", "by_word", "by_ratio"):
            view: View = getattr(self, name)
            arrays |= {
                f"{name}.vocabulary": np.array(list(view.vocabulary)),
                f"{name}.scale": view.scale,
                f"{name}.weights": view.weights,
                f"{name}.bias": view.bias,
            }
        arrays |= {name: getattr(self, name) for name in ("mean", "spread", "mixing", "bias")}
        kept = io.BytesIO()
        np.savez_compressed(kept, **arrays)
        return kept.getvalue()

    @classmethod
    def load(cls, dumped: bytes) -> Router:
        """Raises OtherLayout."""
        with np.load(io.BytesIO(dumped), allow_pickle=False) as arrays:
            layout = int(arrays["layout"]) if "layout" in arrays else 1
            if layout != LAYOUT:
                raise OtherLayout(layout)
            views = [
                View(
                    {feature: index for index, feature in enumerate(arrays[f"{name}.vocabulary"].tolist())},
                    arrays[f"{name}.scale"],
                    arrays[f"{name}.weights"],
                    arrays[f"{name}.bias"],
                )
                for name in ("by_gram", "by_word", "by_ratio")
            ]
            rest = [arrays[name] for name in ("mean", "spread", "mixing", "bias")]
            return cls(tuple(arrays["labels"].tolist()), *views, *rest)  # type: ignore[arg-type]
