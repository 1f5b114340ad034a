"""Prometheus metrics of the conversation: how messages ended, and where their time went."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from prometheus_client import Counter, Gauge, Histogram

_BUCKETS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_MESSAGES = Counter("zhengwen_messages_total", "Messages answered", ["channel", "outcome"])
_SECONDS = Histogram(
    "zhengwen_message_seconds", "Seconds from message to reply", ["channel"], buckets=_BUCKETS
)
_REDIS = Gauge("zhengwen_redis_up", "1 while the Redis that keeps the replicas apart answers, else 0")


def redis_up(answers: bool) -> None:
    _REDIS.set(answers)


STAGES = ("wait", "load", "normalise", "understand", "act", "save")
_STAGE = Histogram(
    "zhengwen_stage_seconds",
    "Seconds of a message in one stage",
    ["stage"],
    buckets=(0.0005, 0.001, *_BUCKETS),
)
_BY_STAGE = {stage: _STAGE.labels(stage) for stage in STAGES}

_spent: ContextVar[dict[str, float] | None] = ContextVar("spent", default=None)


@contextmanager
def stages() -> Iterator[None]:
    """One message: the time of its stages is added up, and observed at the end where it had any."""
    spent: dict[str, float] = {}
    token = _spent.set(spent)
    try:
        yield
    finally:
        _spent.reset(token)
        for stage, seconds in spent.items():
            _BY_STAGE[stage].observe(seconds)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A part of the message in progress; counts for nothing outside of one."""
    started = time.perf_counter()
    try:
        yield
    finally:
        add(name, time.perf_counter() - started)


def add(name: str, seconds: float) -> None:
    spent = _spent.get()
    if spent is not None:
        spent[name] = spent.get(name, 0.0) + seconds


def observe_turn(channel: str, outcome: str, seconds: float) -> None:
    _MESSAGES.labels(channel, outcome).inc()
    _SECONDS.labels(channel).observe(seconds)
