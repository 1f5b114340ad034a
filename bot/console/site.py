"""The console as an application of its own inside the house: its errors are pages, its headers strict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.access import LoginNeeded, forget, go
from bot.console.pages import page
from bot.services.drafts.errors import WorkError
from bot.services.staff.errors import NotAllowed, StaffError
from bot.tracing import error_number

log = structlog.get_logger()

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",  # nothing of it stays on a shared computer
}
_WORDS = {
    404: "没有这个页面，可能已被移动。",
    405: "不支持这种请求方式。",
    413: "内容太大。",
    422: "提交的内容不完整或格式不对，请返回检查。",
}


def console(house: FastAPI, routers: Iterable[APIRouter]) -> FastAPI:
    """`house`: the application whose assistant the console may ask."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.house = house
    app.add_exception_handler(LoginNeeded, _to_login)
    app.add_exception_handler(NotAllowed, _refused)
    app.add_exception_handler(StaffError, _mistaken)
    app.add_exception_handler(WorkError, _mistaken)
    app.add_exception_handler(HTTPException, _missing)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_middleware(Guard)
    for router in routers:
        app.include_router(router)
    return app


class Guard:
    """Strict headers on everything, nothing from another site's page, never a stack trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        request = Request(scope)
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:  # PostgreSQL takes none in a text
            await refusal(400, "网址里有不能用的字符，请从菜单重新打开。")(scope, receive, with_headers)
            return
        if request.method not in ("GET", "HEAD") and not _is_ours(request):
            await refusal(403, "这个请求不是从本网站的页面发出的。")(scope, receive, with_headers)
            return
        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            number = error_number()
            log.exception("console.crashed", number=number, path=scope["path"], exc_info=error)
            if started:
                raise
            await refusal(
                503, f"出了点问题（编号 {number}），刚才的操作没有保存。请稍后再试，或把编号告诉系统管理员。"
            )(scope, receive, with_headers)


def _is_ours(request: Request) -> bool:
    """Every browser names the page a form came from; a client without both headers holds no cookie of ours by chance."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def refusal(status: int, words: str) -> Response:
    """A page that says why not."""
    return page(None, "error.html", status, code=status, words=words)


async def _to_login(request: Request, error: Exception) -> Response:
    assert isinstance(error, LoginNeeded)
    if request.headers.get("x-part"):  # asked by a script: it says so beside the form, nothing typed is lost
        return refusal(401, "登录已过期。请在新标签页登录后，再回到这里继续。")
    if error.to != "/staff/login":
        return go(error.to)
    if request.method == "GET":
        return forget(go(error.to + _back_to(request.url.path, request.url.query)))
    page_of = urlsplit(request.headers.get("referer", ""))  # whose form it was
    wanted = _back_to(page_of.path, page_of.query) if page_of.path.startswith("/staff/") else ""
    late = "" if request.url.path == "/staff/logout" else f"{'&' if wanted else '?'}late=1"
    return forget(go(error.to + wanted + late))


def _back_to(path: str, query: str) -> str:
    asked = path + (f"?{query}" if query else "")
    return f"?next={quote(asked)}" if asked != "/staff/" else ""


async def _refused(_: Request, error: Exception) -> Response:
    return refusal(403, str(error))


async def _mistaken(_: Request, error: Exception) -> Response:
    return refusal(400, str(error))


async def _missing(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refusal(error.status_code, _WORDS.get(error.status_code, "请求没有成功，请返回再试。"))


async def _unreadable(_: Request, error: Any) -> Response:
    return refusal(422, _WORDS[422])
