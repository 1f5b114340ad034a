"""What a check says about an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """`value` is stored, `display` is read by the citizen while typing it, `masked` in a review or a log."""

    value: str
    display: str
    masked: str
    note: str = ""  # what was assumed


@dataclass(frozen=True)
class Refused:
    """`message` says what to do."""

    message: str


@dataclass(frozen=True)
class Warn:
    """Probably wrong, but taken once the citizen confirms it."""

    message: str
    value: str


Outcome = Accepted | Refused | Warn
