"""The address of a printable checklist: signed, for a week, and with nothing personal in it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from bot.settings import get_settings

DAYS = 7
PATH = "/checklist"


class LinkExpired(Exception):
    """It was genuine."""


@lru_cache(maxsize=2)
def _serializer(*keys: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys, salt="checklist", signer_kwargs={"digest_method": hashlib.sha256})


def link_to(application_id: int) -> str:
    """The whole address."""
    settings = get_settings()
    token = _serializer(*settings.signing_keys).dumps(application_id)
    return f"{settings.public_url.rstrip('/')}{PATH}/{token}"


def application_of(token: str) -> int | None:
    """None for an address nobody was given. Raises LinkExpired."""
    serializer = _serializer(*get_settings().signing_keys)
    try:
        found = serializer.loads(token, max_age=DAYS * 24 * 3600)
    except SignatureExpired:
        raise LinkExpired from None
    except (BadData, UnicodeError):
        return None
    return found if isinstance(found, int) and not isinstance(found, bool) else None
