"""How much a request may bring: a message little, an upload what the settings allow."""

from __future__ import annotations

import asyncio

from async_timeout import timeout
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels import problems
from bot.settings import get_settings

MAX_BODY_BYTES = 64 * 1024
MAX_UPDATE_BYTES = 512 * 1024  # what a messaging app sends, whose texts come with quotes and escapes
MAX_STAFF_BYTES = 1024 * 1024  # a long entry with all its questions, each character nine bytes in a form
MAX_SHEET_BYTES = 20 * 1024 * 1024 + 16 * 1024
UPLOAD_PATH = "/api/chat/files"
SHEET_PATH = "/staff/sheets/upload"
BODY_WITHIN_S = 60.0  # 8 MB from a telephone in a basement; a body that never ends holds nothing longer
_DIGITS = 12  # of a length anybody means; thousands of them cannot even be read
_ENVELOPE = 16 * 1024  # what multipart adds to a file


class BodyLimit:
    """Refuses a request body over the limit of its path while it arrives, whatever Content-Length says, and one that dawdles."""

    def __init__(self, app: ASGIApp, within_s: float = BODY_WITHIN_S) -> None:
        self._app, self._within_s = app, within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        most, words = _limit_of(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and (len(declared) > _DIGITS or int(declared) > most):
            await problems.response(413, words)(scope, receive, send)
            return
        try:
            async with timeout(self._within_s):
                body = await _arrived(receive, most)
        except asyncio.TimeoutError:
            await problems.response(408, headers={"Connection": "close"})(scope, receive, send)
            return
        if body is None:
            return
        if len(body) > most:
            await problems.response(413, words)(scope, receive, send)
            return
        handed = False

        async def replay() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)


async def _arrived(receive: Receive, most: int) -> bytearray | None:
    """The body, or as much as shows that it is over `most`; None when they went away."""
    body = bytearray()
    more = True
    while more and len(body) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _limit_of(path: str) -> tuple[int, str | None]:
    if path.startswith("/channels/"):
        return MAX_UPDATE_BYTES, None
    if path.startswith("/staff/"):
        return MAX_SHEET_BYTES if path == SHEET_PATH else MAX_STAFF_BYTES, None
    if path != UPLOAD_PATH:
        return MAX_BODY_BYTES, None
    megabytes = get_settings().upload_max_mb
    return megabytes * 1024 * 1024 + _ENVELOPE, TOO_BIG.format(megabytes)


TOO_BIG = "文件太大，最大{}MB。照片请用普通模式重拍，PDF 请压缩或分开后再上传。"
