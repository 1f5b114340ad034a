"""Latency of one conversation from its first turn to its five hundredth."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import cycle

from benchmarks.faults.citizen import Citizen
from benchmarks.load import percentile

TEXTS = (
    "护照多少钱",
    "要带什么材料",
    "那居住证呢",
    "你好",
    "社保卡怎么办",
    "多久能办好",
    "在哪里办",
    "结婚登记要多少钱",
)
WINDOW = 40  # turns a figure is the median of


def latencies(url: str, turns: int = 500) -> list[float]:
    """Milliseconds of each turn."""
    found = []
    with Citizen(0, [url]) as who:
        for _, text in zip(range(turns), cycle(TEXTS), strict=False):
            started = time.perf_counter()
            who.say(text)
            found.append((time.perf_counter() - started) * 1000)
    return found


def medians(found: Sequence[float], at: Sequence[int] = (1, 100, 200, 300, 400, 500)) -> dict[int, float]:
    """By turn: the median of the turns around it."""
    windows = {turn: found[max(0, min(turn, len(found)) - WINDOW) : max(turn, WINDOW)] for turn in at}
    return {turn: percentile(window, 50) for turn, window in windows.items() if window}
