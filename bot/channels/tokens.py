"""Signed session tokens: a conversation can only be continued by whoever it was opened for."""

from __future__ import annotations

import hashlib
import time
from datetime import datetime
from functools import lru_cache

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.settings import get_settings


@lru_cache(maxsize=1)
def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        get_settings().signing_keys, salt="chat-session", signer_kwargs={"digest_method": hashlib.sha256}
    )


def sign(conversation_id: str) -> str:
    return str(_serializer().dumps(conversation_id))


def verify(token: str) -> str | None:
    """The conversation of a genuine token that has not expired, else None."""
    opened = _opened(token)
    if opened is None:
        return None
    conversation_id, signed_at = opened
    age = time.time() - signed_at.timestamp()
    # One that seems to come from later is as genuine: a clock was set back, or another replica's runs ahead.
    return conversation_id if age <= get_settings().session_hours * 3600 else None


def bearer(authorization: str) -> str | None:
    """The conversation of the bearer token in an Authorization header, else None."""
    scheme, _, token = authorization.partition(" ")
    return verify(token.strip()) if scheme.lower() == "bearer" else None


@lru_cache(maxsize=4096)
def _opened(token: str) -> tuple[str, datetime] | None:
    """(conversation, when it was signed), whatever its age; every message of a conversation brings the same token."""
    try:
        value, signed_at = _serializer().loads(token, return_timestamp=True)
    except (BadData, UnicodeError):
        return None
    return (value, signed_at) if isinstance(value, str) else None
