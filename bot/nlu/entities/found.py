"""One entity in a folded text, and which of two that overlap is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """`start`–`end`: offsets into the folded text; `value`: as the entity's own finder documents it."""

    entity: str
    value: str
    start: int
    end: int


def longest(found: Iterable[Found]) -> list[Found]:
    """Without overlaps, in reading order: the longer wins, of two as long the one found first."""
    chosen: list[Found] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)
