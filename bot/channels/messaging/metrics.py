"""Prometheus metrics of the messaging apps."""

from __future__ import annotations

from prometheus_client import Counter

_DELIVERIES = Counter(
    "zhengwen_deliveries_total", "Messages handed to a messaging app", ["channel", "outcome"]
)


def observe_delivery(channel: str, outcome: str) -> None:
    _DELIVERIES.labels(channel, outcome).inc()
