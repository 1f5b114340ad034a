"""Evidence becomes a probability, the same before and after it is written to a file."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.confidence import Confidence, calibration

ONE = Confidence(
    ("near", "asked"),
    np.array([0.5, 0.0]),
    np.array([0.25, 1.0]),
    -1.0,
    np.array([1.0, 0.5]),
    np.array([[0.0, 2.0], [0.0, 0.0]]),
)
_VALUES = st.floats(min_value=-1e6, max_value=1e6)


def test_it_is_the_logistic_of_features_and_their_products() -> None:
    near, asked = (0.75 - 0.5) / 0.25, 1.0
    expected = 1.0 / (1.0 + math.exp(-(-1.0 + near + 0.5 * asked + 2.0 * near * asked)))
    assert ONE.of([{"near": 0.75, "asked": 1.0}]) == [pytest.approx(expected)]
    assert ONE.of([]) == []


@given(_VALUES, _VALUES)
def test_it_stays_a_probability_and_survives_being_written(near: float, asked: float) -> None:
    row = {"near": near, "asked": asked}
    (p,) = ONE.of([row])
    assert 0.0 < p < 1.0
    assert Confidence.read(ONE.written()).of([row]) == [pytest.approx(p)]


def test_the_shipped_calibration_can_be_read() -> None:
    assert set(calibration()) == {"item", "faq"}
