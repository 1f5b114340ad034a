"""The platforms' HTTP API: one token for all calls, asked for anew when it is refused; errors without content.

No URL reaches a log or an exception: it holds the token.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
import structlog
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatClientException

from bot.channels.messaging.channel import Later, Refused
from bot.channels.messaging.words import GONE_FILE, too_big

log = structlog.get_logger()

TIMEOUT_S = (3, 5)  # to connect, to read: a token and a call stay under the lease of a claim
_CHUNK = 64 * 1024

_BUSY = -1
_TOKEN_OVER = frozenset({40001, 40014, 41001, 42001})
# The account is not set up right: nobody can be written to until somebody does something.
_SETUP = {
    40013: "AppID or CorpID",
    40056: "corpid or secret",
    40125: "secret",
    40164: "this machine's address is not on the account's IP whitelist",
    41002: "AppID missing",
    41004: "secret missing",
    60020: "this machine's address is not trusted by the app",
    61004: "this machine's address is not on the account's IP whitelist",
}
SETUP_S, DAILY_S, MINUTE_S = 60.0, 600.0, 60.0


class ApiError(Exception):
    """What the platform answered: `code` is its own."""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


@dataclass(frozen=True)
class TokenRequest:
    """How a token is asked for."""

    method: str
    path: str
    params: dict[str, str] = field(default_factory=dict)
    json: dict[str, Any] | None = None


class Client(BaseWeChatClient):
    """wechatpy's client with our address, our time-outs and our own way to a token."""

    def __init__(self, api_url: str, account: str, request: TokenRequest) -> None:
        super().__init__(account, timeout=TIMEOUT_S, auto_retry=False)
        self.API_BASE_URL = f"{api_url.rstrip('/')}/cgi-bin/"
        self._ask = request
        self._asking = threading.Lock()

    @property
    def access_token(self) -> Any:
        with self._asking:  # many calls, one question
            return BaseWeChatClient.access_token.fget(self)

    def fetch_access_token(self) -> Any:
        response = self._http.request(
            self._ask.method,
            f"{self.API_BASE_URL}{self._ask.path}",
            params=self._ask.params,
            json=self._ask.json,
            timeout=TIMEOUT_S,
        )
        found = self._handle_result(response) if response.ok else None
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise Later("no token")
        seconds = found.get("expires_in")
        seconds = seconds if isinstance(seconds, int) else 7200
        self.session.set(self.access_token_key, found["access_token"], seconds)
        self.expires_at = int(time.time()) + seconds
        return found

    def forget_token(self) -> None:
        self.session.delete(self.access_token_key)


class Api:
    def __init__(self, channel: str, api_url: str, account: str, request: TokenRequest) -> None:
        self._channel = channel
        self._client = Client(api_url, account, request)

    async def call(self, path: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        """Its answer, by GET without `data`. Raises ApiError for a code that the caller must know, Later for trouble."""
        client = self._client
        found = await asyncio.to_thread(
            self._tried, lambda: client.get(path) if data is None else client.post(path, data=data)
        )
        if not isinstance(found, dict):
            raise Later("unreadable answer")
        return found

    async def fetch(self, media_id: str, most_bytes: int) -> bytes:
        """A file somebody sent; it lies there for three days. Raises Refused and Later."""
        try:
            found = await asyncio.to_thread(self._tried, lambda: self._media(media_id, most_bytes))
        except ApiError as error:
            raise Refused(GONE_FILE) from error
        if found is None:
            raise Refused(too_big())
        return bytes(found)

    def _media(self, media_id: str, most_bytes: int) -> bytes | None:
        """None when it is bigger; wechatpy would read all of it before it looks at anything."""
        client = self._client
        params = {"access_token": client.access_token, "media_id": media_id}
        with client._http.get(
            f"{client.API_BASE_URL}media/get", params=params, stream=True, timeout=TIMEOUT_S
        ) as response:
            if response.ok and "content-disposition" in response.headers:
                kept = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    kept += chunk
                    if len(kept) > most_bytes:
                        return None
                return bytes(kept)
            if response.ok:
                client._handle_result(response)  # raises what it says
        raise Later(f"no file, HTTP {response.status_code}")

    def _tried(self, question: Callable[[], Any]) -> Any:
        for again in (False, True):
            try:
                return self._once(question)
            except ApiError as error:
                if error.code not in _TOKEN_OVER:
                    raise
                self._client.forget_token()
                if again:
                    self._complain("token or secret", error.code)
                    raise Later(str(error), SETUP_S, everybody=True) from None
        raise AssertionError("unreachable")

    def _once(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except WeChatClientException as error:
            raise self._meaning(error) from None
        except (requests.RequestException, ValueError, TypeError) as error:
            raise Later(type(error).__name__) from None

    def _meaning(self, error: WeChatClientException) -> Exception:
        code = error.errcode
        if code is None or code == _BUSY:
            return Later("busy" if code == _BUSY else f"HTTP {error.response.status_code}")
        if code == 45009:
            self._complain("the daily quota of calls is used up", code)
            return Later(f"errcode {code}", DAILY_S, everybody=True)
        if code == 45011 or code == 45033:
            return Later(f"errcode {code}", MINUTE_S, everybody=True)
        if code in _SETUP:
            self._complain(_SETUP[code], code)
            return Later(f"errcode {code}", SETUP_S, everybody=True)
        return ApiError(code)

    def _complain(self, why: str, code: int) -> None:
        log.error("channel.account_refused", channel=self._channel, code=code, why=why)

    async def close(self) -> None:
        self._client._http.close()
