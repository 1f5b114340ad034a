"""Charts as data: what a script draws beside the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.services.insight.share import Share

Chart = dict[str, Any]
Numbers = Sequence[int | float | None]


def line(labels: Sequence[str], **series: Numbers) -> Chart:
    """One line a series, named as its keyword."""
    return _chart("line", labels, series)


def bars(labels: Sequence[str], **series: Numbers) -> Chart:
    """Upright bars, in order."""
    return _chart("bar", labels, series)


def rows(labels: Sequence[str], **series: Numbers) -> Chart:
    """Lying bars, the first on top: for long names."""
    return _chart("rows", labels, series)


def percent(share: Share) -> float | None:
    return round(share.value * 100, 1) if share.value is not None else None


def _chart(kind: str, labels: Sequence[str], series: dict[str, Numbers]) -> Chart:
    return {
        "kind": kind,
        "labels": list(labels),
        "series": [{"name": name, "data": list(values)} for name, values in series.items()],
    }
