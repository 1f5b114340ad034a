"""One call to an outside system: JSON in and out, a time limit, a few tries with growing pauses.

The only HTTP client of the product at run time. Nothing personal reaches an exception or a log.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from bot.settings import get_settings

FIRST_PAUSE_S = 0.2
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class PortDown(Exception):
    """The outside system did not answer, or not in words we know: worth another try later."""


class PortRefused(Exception):
    """It understood and said no (4xx): trying again changes nothing."""


class HttpPort:
    def __init__(
        self,
        base_url: str,
        *,
        tries: int = 3,
        timeout_s: float | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        settings = get_settings()
        token = settings.ports_token.get_secret_value()
        self._tries, self._pause = tries, pause
        self._timeout_s = timeout_s or settings.ports_timeout_s
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str = ""
    ) -> dict[str, Any]:
        """The reply's JSON object. `key`: sent as Idempotency-Key, so that a repeat does nothing twice.

        Raises PortDown after the last try, PortRefused at once.
        """
        headers = {**self._headers, **({"Idempotency-Key": key} if key else {})}
        why = "no answer"
        with httpx.Client(timeout=self._timeout_s, headers=headers) as client:
            for attempt in range(self._tries):
                if attempt:
                    self._pause(FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.0))
                try:
                    reply = client.request(
                        method, f"{self._base}/{path}", json=dict(body) if body is not None else None
                    )
                except httpx.HTTPError as error:
                    why = type(error).__name__
                    continue
                if reply.status_code in _RETRIED:
                    why = f"status {reply.status_code}"
                    continue
                if not reply.is_success:
                    raise PortRefused(f"status {reply.status_code}")
                found = _object(reply)
                if found is not None:
                    return found
                why = "not a JSON object"
        raise PortDown(why)


def _object(reply: httpx.Response) -> dict[str, Any] | None:
    try:
        body = reply.json()
    except (ValueError, UnicodeDecodeError):
        return None
    return body if isinstance(body, dict) else None
