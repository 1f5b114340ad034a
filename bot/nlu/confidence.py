"""From evidence to probability: a logistic regression over features and their products, one a kind of candidate.

Products matter: a near phrasing says much when nothing else comes near and the question is long, little otherwise.
Weights: ``data/lexicon/calibration.json``, fitted by ``python -m bot evaluate calibrate``; applied with plain NumPy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.settings import ROOT

CALIBRATION = ROOT / "data" / "lexicon" / "calibration.json"
_FAR = 4.0  # standard deviations: beyond them nothing was seen that could be learnt from
_PAIR = "*"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Confidence:
    names: tuple[str, ...]
    mean: Numbers  # (features,)
    scale: Numbers
    bias: float
    single: Numbers
    pairs: Numbers  # (features, features), upper triangle

    def of(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """The probability of each row of features."""
        if not rows:
            return []
        table = np.array([[row[name] for name in self.names] for row in rows])
        spread = np.clip((table - self.mean) / self.scale, -_FAR, _FAR)
        logits = self.bias + spread @ self.single + ((spread @ self.pairs) * spread).sum(axis=1)
        return [float(p) for p in 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Confidence:
        names = tuple(body["features"])
        rows = [body["features"][name] for name in names]
        pairs = np.zeros((len(names), len(names)))
        for pair, weight in body["pairs"].items():
            first, second = pair.split(_PAIR)
            pairs[names.index(first), names.index(second)] = weight
        mean, scale, single = (np.array([row[key] for row in rows]) for key in ("mean", "scale", "weight"))
        return cls(names, mean, scale, body["bias"], single, pairs)

    def written(self) -> dict[str, Any]:
        """What `read` reads."""
        size = range(len(self.names))
        return {
            "bias": round(self.bias, 4),
            "features": {
                name: {
                    "mean": round(float(self.mean[i]), 5),
                    "scale": round(float(self.scale[i]), 5),
                    "weight": round(float(self.single[i]), 4),
                }
                for i, name in enumerate(self.names)
            },
            "pairs": {
                f"{self.names[i]}{_PAIR}{self.names[j]}": round(float(self.pairs[i, j]), 4)
                for i in size
                for j in size
                if self.pairs[i, j]
            },
        }


@lru_cache(maxsize=1)
def calibration(path: Path = CALIBRATION) -> dict[str, Confidence]:
    """By kind of candidate."""
    return {
        kind: Confidence.read(body) for kind, body in json.loads(path.read_text(encoding="utf-8")).items()
    }
