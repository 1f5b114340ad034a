"""What counts against which allowance, by the request's path; over it: 429 with Retry-After."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Callable, Mapping

import structlog
from fastapi import Request
from prometheus_client import Counter
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels import problems, tokens
from bot.channels.body_limit import UPLOAD_PATH
from bot.channels.rates.buckets import Allowance, TooMany
from bot.channels.rates.shared import Buckets
from bot.settings import Settings

log = structlog.get_logger()

REFUSED = Counter(
    "zhengwen_rate_limited_total", "Requests refused for being too many, by allowance", ["limit"]
)
READS = 10  # times as often as something is sent, it may be looked at
_ASKED = ("/api/chat/messages", "/api/chat/sessions", UPLOAD_PATH)
_FREE = ("/healthz", "/readyz", "/metrics", "/widget.js", "/static/")
_WORDS = "操作太频繁，请{seconds}秒后再试。着急的话可以拨打 12345。"

Refuse = Callable[[int, str], Response]


class Rates:
    """The allowances of this process, or of all replicas; shared by the middleware and the doors of messaging apps."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buckets = Buckets(settings.redis_url)

    async def close(self) -> None:
        await self._buckets.close()

    async def of_channel(self, channel: str) -> TooMany | None:
        """For an update that is known to come from the platform."""
        return await self._take([Allowance("channel", channel, self._settings.rate_channel)])

    async def of_citizen(self, conversation_id: str) -> TooMany | None:
        """For a message of a messaging app."""
        settings = self._settings
        return await self._take(
            [Allowance("session", conversation_id, settings.rate_session), self._whole(settings)]
        )

    async def was_told(self, conversation_id: str) -> bool:
        """Whether a citizen was told within this minute that it is too much; this counts as telling."""
        return await self._buckets.take([Allowance("told", conversation_id, 1)]) is not None

    async def of_request(self, scope: Scope) -> TooMany | None:
        return await self._take(self._asked(scope))

    async def _take(self, allowances: list[Allowance]) -> TooMany | None:
        refused = await self._buckets.take([each for each in allowances if each.per_minute])
        if refused is not None:
            REFUSED.labels(refused.kind).inc()
        return refused

    def _asked(self, scope: Scope) -> list[Allowance]:
        path, settings = scope["path"], self._settings
        if path.startswith(_FREE):
            return []
        asked = self._of_address(path, scope["method"], address_of(scope))
        if scope["method"] not in ("GET", "HEAD") and path in _ASKED:
            asked.append(self._whole(settings))
            presented = tokens.bearer(Request(scope).headers.get("authorization", ""))
            if presented is not None:
                asked.append(Allowance("session", presented.conversation_id, settings.rate_session))
        return asked

    def _of_address(self, path: str, method: str, address: str | None) -> list[Allowance]:
        if address is None:
            return []
        most = self._settings.rate_address
        if method in ("GET", "HEAD"):
            return [Allowance("address_reads", address, most * READS)]
        if path.startswith("/channels/"):  # one platform speaks for many citizens
            return [Allowance("address_updates", address, most * READS)]
        asked = [Allowance("address", address, most)]
        if path.startswith("/staff/login"):
            asked.append(Allowance("login", address, self._settings.rate_login))
        if path == "/api/chat/sessions":
            asked.append(Allowance("new_sessions", address, self._settings.rate_new_sessions))
        return asked

    @staticmethod
    def _whole(settings: Settings) -> Allowance:
        return Allowance("whole", "", settings.rate_whole)


class RateLimits:
    """`pages`: how a refusal looks under a path that people read in the browser."""

    def __init__(self, app: ASGIApp, rates: Rates, pages: Mapping[str, Refuse] | None = None) -> None:
        self._app, self._rates, self._pages = app, rates, dict(pages or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = await self._rates.of_request(scope) if scope["type"] == "http" else None
        if refused is None:
            await self._app(scope, receive, send)
            return
        words, headers = in_words(refused)
        page = next((made for path, made in self._pages.items() if scope["path"].startswith(path)), None)
        if page is None:
            await problems.response(429, words, headers)(scope, receive, send)
            return
        response = page(429, words)
        response.headers.update(headers)
        await response(scope, receive, send)


def in_words(refused: TooMany) -> tuple[str, dict[str, str]]:
    seconds = max(1, math.ceil(refused.wait_s))
    return _WORDS.format(seconds=seconds), {"Retry-After": str(seconds)}


def address_of(scope: Scope) -> str | None:
    """The citizen's, after the configured proxies; of IPv6 the network that one household is given.

    None for this machine itself: a proxy beside us that names nobody must not lock out a whole city.
    """
    client = scope.get("client")
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None and not address.is_loopback:
            return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
        address = address.ipv4_mapped or address
    return None if address.is_loopback else str(address)
