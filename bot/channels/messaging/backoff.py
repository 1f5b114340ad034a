"""How long to wait before asking a platform again that does not answer."""

from __future__ import annotations

_DOUBLINGS = 16  # beyond that it is the longest wait anyhow, and days of failures would be no number any more


def pause_after(failures: int, longest_s: float) -> float:
    """Seconds after so many failures in a row: 1, 2, 4 …, at most `longest_s`."""
    return min(2.0 ** min(failures, _DOUBLINGS), longest_s)
