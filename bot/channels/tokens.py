"""Signed session tokens: a conversation can only be continued by whoever it was opened for."""

from __future__ import annotations

from functools import lru_cache

from itsdangerous import BadData, URLSafeTimedSerializer

from bot.settings import get_settings


@lru_cache(maxsize=1)
def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(get_settings().secret_key.get_secret_value(), salt="chat-session")


def sign(conversation_id: str) -> str:
    return str(_serializer().dumps(conversation_id))


def verify(token: str) -> str | None:
    """The conversation of a genuine token that has not expired, else None."""
    try:
        value = _serializer().loads(token, max_age=get_settings().session_hours * 3600)
    except (BadData, UnicodeError):
        return None
    return value if isinstance(value, str) else None
