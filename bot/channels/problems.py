"""Errors as RFC 9457 problem JSON, with a Chinese `detail` that says what to do; never a stack trace."""

from __future__ import annotations

import json
from http import HTTPStatus

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from bot.channels.headers import DEFAULTS
from bot.channels.request_id import SCOPE_KEY
from bot.channels.traditional import in_traditional, wants_traditional
from bot.tracing import HEADER, number_of, taken_over

log = structlog.get_logger()

_DETAILS = {
    400: "请求内容无法识别，请检查后重试。",
    401: "会话已过期，请重新开始对话。",
    403: "没有权限。",
    404: "没有找到您要的内容。",
    405: "不支持这种请求方式。",
    408: "提交用时太长，连接已关闭。请检查网络后重试。",
    409: "内容已被更新，请刷新后重试。",
    413: "内容太大，请缩短后再发。",
    415: "请使用 JSON 格式提交。",
    422: "提交的内容不完整或格式不对，请检查后重试。",
    429: "操作太频繁，请稍等一会儿再试。",
    503: "服务暂时不可用，请稍后再试，或拨打 12345。",
}


class Problem(Exception):
    def __init__(
        self, status: int, detail: str | None = None, *, headers: dict[str, str] | None = None
    ) -> None:
        self.status = status
        self.detail = detail or _DETAILS.get(status, "请求没有成功，请稍后再试。")
        self.headers = headers or {}
        super().__init__(self.detail)


class ProblemResponse(JSONResponse):
    """In traditional characters for who reads the talk in those. Decided when it is sent: only there every problem,
    a refusal by the rate limits or a crash too, meets its request."""

    media_type = "application/problem+json"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = Request(scope).headers.get("accept-language", "")
        if scope["path"].startswith("/api/chat/") and wants_traditional(language):
            self.body = self.render(in_traditional(json.loads(bytes(self.body))))
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def response(
    status: int, detail: str | None = None, headers: dict[str, str] | None = None
) -> ProblemResponse:
    return ProblemResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail or _DETAILS.get(status, "请求没有成功，请稍后再试。"),
        },
        status_code=status,
        headers={**DEFAULTS, **(headers or {})},  # a crash is answered outside the middleware that adds them
    )


async def on_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return response(error.status, error.detail, error.headers)


async def on_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    # The framework's own English words are for developers.
    return response(error.status_code, None, dict(error.headers) if error.headers else None)


async def on_validation_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    kinds = {row["type"] for row in error.errors()}
    if "json_invalid" in kinds:
        return response(400, "内容不是有效的 JSON，请检查格式。")
    fields = "、".join(sorted({str(part) for row in error.errors() for part in row["loc"][1:2]}))
    return response(422, f"以下内容缺失或格式不对：{fields}。" if fields else None)


async def on_database_lost(request: Request, error: Exception) -> JSONResponse:
    """Gone, hanging, locked or full: whoever waits for it hears so, and what was saved before is there still."""
    number = number_of(request.scope.get(SCOPE_KEY) or taken_over(""))
    why = type(getattr(error, "orig", None) or error).__name__
    log.error("request.database_lost", number=number, path=request.url.path, why=why)
    detail = (
        f"系统暂时连不上数据库（编号 {number}），您已填写的内容都还在。请过一会儿再发一次，或拨打 12345。"
    )
    return response(503, detail, {"Retry-After": "5"})


async def on_crash(request: Request, error: Exception) -> JSONResponse:
    request_id = request.scope.get(SCOPE_KEY) or taken_over("")  # it is no longer bound here
    number = number_of(request_id)
    log.exception(
        "request.crashed", request_id=request_id, number=number, path=request.url.path, exc_info=error
    )
    words = f"服务暂时不可用（编号 {number}），请稍后再试，或拨打 12345。"
    return response(503, words, {HEADER: request_id})
