"""Signed session tokens: a conversation can only be continued by whoever it was opened for.

A token has a number. Proof of identity hands out the next one, and its first use ends those before it: whoever knew
the conversation before has no part in what it knows now (`bot/assistant/holding.py`).
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.settings import get_settings


@dataclass(frozen=True)
class Presented:
    """A genuine token, in time. Whether its number still counts, the conversation knows."""

    conversation_id: str
    number: int


@lru_cache(maxsize=1)
def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        get_settings().signing_keys, salt="chat-session", signer_kwargs={"digest_method": hashlib.sha256}
    )


def sign(conversation_id: str, number: int = 0) -> str:
    """The first of a conversation is its bare name, as it always was: older ones stay good."""
    return str(_serializer().dumps([conversation_id, number] if number else conversation_id))


def verify(token: str) -> Presented | None:
    """What a genuine token says that has not expired, else None."""
    opened = _opened(token)
    if opened is None:
        return None
    presented, signed_at = opened
    age = time.time() - signed_at.timestamp()
    # One that seems to come from later is as genuine: a clock was set back, or another replica's runs ahead.
    return presented if age <= get_settings().session_hours * 3600 else None


def bearer(authorization: str) -> Presented | None:
    """The bearer token in an Authorization header, else None."""
    scheme, _, token = authorization.partition(" ")
    return verify(token.strip()) if scheme.lower() == "bearer" else None


@lru_cache(maxsize=4096)
def _opened(token: str) -> tuple[Presented, datetime] | None:
    """(what it says, when it was signed), whatever its age; every message of a conversation brings the same token."""
    try:
        value, signed_at = _serializer().loads(token, return_timestamp=True)
    except (BadData, UnicodeError):
        return None
    if isinstance(value, str):
        return Presented(value, 0), signed_at
    if isinstance(value, list) and [type(part) for part in value] == [str, int]:
        return Presented(*value), signed_at
    return None
