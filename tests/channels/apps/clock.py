"""The time at which a platform says a message was sent: whole seconds, each later than the one before, never long past."""

from __future__ import annotations

import time

_last = 0


def next_second() -> int:
    """Seconds since 1970; ahead of the clock where several messages come in one second."""
    global _last
    _last = max(_last + 1, int(time.time()))
    return _last
