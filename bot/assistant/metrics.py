"""Prometheus metrics of the conversation."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_MESSAGES = Counter("zhengwen_messages_total", "Messages answered", ["channel", "outcome"])
_SECONDS = Histogram(
    "zhengwen_message_seconds",
    "Seconds from message to reply",
    ["channel"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_REDIS = Gauge("zhengwen_redis_up", "1 while the Redis that keeps the replicas apart answers, else 0")


def redis_up(answers: bool) -> None:
    _REDIS.set(answers)


def observe_turn(channel: str, outcome: str, seconds: float) -> None:
    _MESSAGES.labels(channel, outcome).inc()
    _SECONDS.labels(channel).observe(seconds)
