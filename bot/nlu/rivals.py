"""Which of the likeliest entries a question is like, when what they share is set aside: 护照换发 and 护照补发 share a word,
and how citizens ask for the one and the other tells them apart.

Kernel ridge regression (Saunders, Gammerman and Vovk, "Ridge Regression Learning Algorithm in Dual Variables", ICML 1998)
over the phrasings of the few that came nearest: nothing is trained beforehand, nothing waits for a release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.index import Rows, Scores

# How far a phrasing is believed, what is left of the likeness of two that name other procedures, and what the answer
# counts beside the cosines; chosen on text nobody here wrote (docs/quality.md).
_RIDGE, _OTHER, _STRENGTH = 0.1, 0.8, 1.5

Weights = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Rival:
    """An entry's phrasings: their features, and the procedures they name (phrasings × families, rows of length one)."""

    rows: Rows
    procedures: NDArray[np.float32]


def weigh(rivals: Sequence[Rival]) -> Weights:
    """(all phrasings in order, rivals): what the likeness of a question to each phrasing says for each rival. Nothing
    where each rival has one phrasing, which says too little."""
    sizes = [len(rival.rows.lengths) for rival in rivals]
    count, total = len(rivals), sum(sizes)
    if total == count:
        return np.zeros((total, count), dtype=np.float32)
    owners = np.repeat(np.arange(count), sizes)
    named = np.concatenate([rival.procedures for rival in rivals])
    alike = _cosines([rival.rows for rival in rivals]) * (_OTHER + (1.0 - _OTHER) * (named @ named.T))
    alike[np.diag_indices(total)] += _RIDGE
    wanted = (owners[:, None] == np.arange(count)) - 1.0 / count
    weights = _STRENGTH * (1.0 - count / total) * np.linalg.solve(alike, wanted)
    return np.asarray(weights, dtype=np.float32)


def tell_apart(likeness: Sequence[Scores], weights: Weights) -> list[float]:
    """What to add to the likeness of each rival to a question, from that to each phrasing of each."""
    told: list[float] = (np.concatenate(likeness) @ weights).tolist()
    return told


def _cosines(rows: Sequence[Rows]) -> NDArray[np.float64]:
    """Of every phrasing with every other."""
    lengths = np.concatenate([each.lengths for each in rows])
    values = np.concatenate([each.values for each in rows])
    features = np.concatenate([each.features for each in rows])
    _, columns, often = np.unique(features, return_inverse=True, return_counts=True)
    shared = often[columns] > 1  # what one phrasing alone says is alike to none
    place = np.cumsum(often > 1) - 1
    table = np.zeros((len(lengths), int(np.count_nonzero(often > 1))), dtype=np.float32)
    table[np.repeat(np.arange(len(lengths)), lengths)[shared], place[columns[shared]]] = values[shared]
    alike = (table @ table.T).astype(np.float64)
    np.fill_diagonal(alike, 1.0)
    return alike
