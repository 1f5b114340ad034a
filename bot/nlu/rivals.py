"""Which of the likeliest entries a question is like, when what they share is set aside: 护照换发 and 护照补发 share a word,
and how citizens ask for the one and the other tells them apart.

Kernel ridge regression (Saunders, Gammerman and Vovk, "Ridge Regression Learning Algorithm in Dual Variables", ICML 1998)
over the phrasings of the few that came nearest, anew for each question: nothing is trained, nothing waits for a release.
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


@dataclass(frozen=True, eq=False)
class Rival:
    """An entry's phrasings: their features, the procedures they name (phrasings × families, rows of length one), and
    the likeness of the question to each."""

    rows: Rows
    procedures: NDArray[np.float32]
    likeness: Scores


def tell_apart(rivals: Sequence[Rival]) -> list[float]:
    """What to add to the likeness of each to the question; all zero where each has one phrasing, which says too little."""
    sizes = [len(rival.likeness) for rival in rivals]
    count, total = len(rivals), sum(sizes)
    if total == count:
        return [0.0] * count
    owners = np.repeat(np.arange(count), sizes)
    named = np.concatenate([rival.procedures for rival in rivals])
    alike = _cosines(rivals) * (_OTHER + (1.0 - _OTHER) * (named @ named.T))
    wanted = (owners[:, None] == np.arange(count)) - 1.0 / count
    asked = np.concatenate([rival.likeness for rival in rivals]).astype(np.float64)
    alike[np.diag_indices(total)] += _RIDGE
    weights = np.linalg.solve(alike, asked)
    strength = _STRENGTH * (1.0 - count / total)
    return [float(each) for each in strength * (weights @ wanted)]


def _cosines(rivals: Sequence[Rival]) -> NDArray[np.float64]:
    """Of every phrasing with every other."""
    features = np.concatenate([rival.rows.features for rival in rivals])
    values = np.concatenate([rival.rows.values for rival in rivals])
    lengths = np.concatenate([rival.rows.lengths for rival in rivals])
    seen, columns = np.unique(features, return_inverse=True)
    table = np.zeros((len(lengths), len(seen)), dtype=np.float32)
    table[np.repeat(np.arange(len(lengths)), lengths), columns] = values
    return (table @ table.T).astype(np.float64)
