"""The id of a request, from the door to the database: in every log line, in SQL on PostgreSQL, and as error number.

An id is hexadecimal, as nginx's `$request_id` and UUIDs are; what else a client sends is not taken over. The number a
citizen reads is how the id begins.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

HEADER = "x-request-id"
_FORM = re.compile(r"[0-9a-f]{8}[0-9a-f-]{8,56}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def taken_over(given: str) -> str:
    """`given` where it is an id, else a new one (32 hex characters)."""
    found = given.strip().lower()
    return found if _FORM.fullmatch(found) else secrets.token_hex(16)


def current() -> str:
    """Empty where nothing came through a door."""
    return _current.get()


@contextmanager
def tracing(request_id: str = "") -> Iterator[str]:
    """Everything inside, threads that are waited for included, belongs to this request."""
    request_id = request_id or secrets.token_hex(16)
    token = _current.set(request_id)
    try:
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            yield request_id
    finally:
        _current.reset(token)


def number_of(request_id: str) -> str:
    """What a citizen or member of staff is told: 8 characters."""
    return request_id[:8].upper()


def error_number() -> str:
    return number_of(current() or secrets.token_hex(4))
