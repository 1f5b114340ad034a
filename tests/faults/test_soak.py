"""Steady load for a few seconds; the short form of `make soak`."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.faults.soak import rows, soak
from benchmarks.servers import ours, serving
from bot.assistant.model import NoModel, latest_model

pytestmark = pytest.mark.slow


def test_conversations_at_a_steady_rate_are_answered_rightly(tmp_path: Path) -> None:
    try:
        model = latest_model()
    except NoModel as error:
        pytest.skip(str(error))
    with serving(ours(tmp_path, model.parent)) as side:
        result = asyncio.run(soak(side, minutes=0.1, rate=10))
    assert (result.errors, result.wrong) == (0, 0)
    assert len(result.latencies) >= 20
    assert f"| errors; wrong answers | {result.errors}; {result.wrong} |" in rows(result)
