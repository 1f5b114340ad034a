"""How many cases: few with every test run, all of them with `make fuzz`."""

from __future__ import annotations

import os

FULL = os.environ.get("FUZZ") == "full"
SEED = int(os.environ.get("FUZZ_SEED", "7"))


PARTS = range(4 if FULL else 1)  # side by side: make fuzz


def cases(short: int, full: int) -> int:
    return full if FULL else short
