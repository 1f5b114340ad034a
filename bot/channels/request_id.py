"""Every request has an id: the proxy's or a new one, bound to all that is done for it, and said in the response."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.tracing import HEADER, taken_over, tracing

SCOPE_KEY = "zhengwen.request_id"  # for what handles a crash outside of this middleware


class RequestId:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER.encode(), b"").decode("latin-1")
        with tracing(taken_over(given)) as request_id:
            scope[SCOPE_KEY] = request_id

            async def with_id(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message)[HEADER] = request_id
                await send(message)

            await self._app(scope, receive, with_id)
