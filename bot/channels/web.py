"""The website's door: sessions, messages, history, events (DESIGN: HTTP contract)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StrictStr, model_validator

from bot.assistant import conversations, holding
from bot.assistant.feed import feed
from bot.assistant.history import history as history_of
from bot.assistant.inbound import Inbound, UnknownChoice, UnknownConversation
from bot.assistant.locks import Busy
from bot.assistant.messages import Message
from bot.channels import tokens
from bot.channels.problems import Problem
from bot.channels.stream import CROWDED, MOST_AT_ONCE, stream
from bot.channels.traditional import traditional, wants_traditional
from bot.db.base import utc_now
from bot.services.text import TextEmpty, TextTooLong

if TYPE_CHECKING:
    from bot.assistant.assistant import Assistant

router = APIRouter(prefix="/api/chat", tags=["对话"])

_EVENT_ID = re.compile(r"[0-9]{1,9}")
PROBLEM: dict[int | str, dict[str, Any]] = {
    status: {"description": "problem JSON", "content": {"application/problem+json": {}}}
    for status in (400, 401, 413, 422, 429, 503)
}


class MessageIn(BaseModel):
    """Exactly one of `text` (typed), `payload` (the payload of an offered choice) and `file_id` (of an upload)."""

    model_config = ConfigDict(extra="forbid")

    text: StrictStr | None = Field(default=None, description="市民输入的文字，最多 500 字")
    payload: StrictStr | None = Field(default=None, max_length=64, description="所点选项的 payload")
    file_id: StrictStr | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]{16,40}$", description="POST /api/chat/files 得到的文件编号"
    )
    message_id: StrictStr | None = Field(
        default=None,
        min_length=1,
        max_length=64,
        pattern=r"^[\x21-\x7e]+$",
        description="客户端消息编号；重复发送得到第一次的回复",
    )

    @model_validator(mode="after")
    def _one_of(self) -> MessageIn:
        if sum(each is not None for each in (self.text, self.payload, self.file_id)) != 1:
            raise ValueError("text, payload, file_id: exactly one")
        return self


class SessionOut(BaseModel):
    session_id: str
    token: str
    greeting: list[dict[str, Any]]


class MessagesOut(BaseModel):
    messages: list[dict[str, Any]]


class RepliesOut(MessagesOut):
    token: str | None = Field(
        default=None, description="只在核验身份之后出现：此后请用它代替原来的令牌，它第一次使用时原令牌即失效"
    )


# All are `async` though they wait for nothing: FastAPI runs a plain dependency in another thread.
async def ready_assistant(request: Request) -> Assistant:
    assistant: Assistant | None = request.app.state.assistant
    if assistant is None:
        raise Problem(503, "服务正在启动，请稍等几秒再试。", headers={"Retry-After": "3"})
    return assistant


async def presented_by(request: Request) -> tokens.Presented:
    """A genuine bearer token, whose number is still to be looked at; Problem 401 otherwise."""
    presented = tokens.bearer(request.headers.get("authorization", ""))
    if presented is None:
        raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
    return presented


Presented = Annotated[tokens.Presented, Depends(presented_by)]


async def conversation_of(presented: Presented) -> str:
    """The conversation of a bearer token that counts; Problem 401 otherwise."""
    if not holding.holds(presented.conversation_id, presented.number):
        raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
    return presented.conversation_id


Ready = Annotated[Any, Depends(ready_assistant)]
Conversation = Annotated[str, Depends(conversation_of)]


def in_its_script(messages: Sequence[Message], request: Request) -> Sequence[Message]:
    """In traditional characters for who asks for them by `Accept-Language`."""
    language = request.headers.get("accept-language", "")
    return traditional(messages) if wants_traditional(language) else messages


@router.post(
    "/sessions",
    status_code=201,
    response_model=SessionOut,
    responses={429: PROBLEM[429], 503: PROBLEM[503]},
    summary="开始会话",
)
async def start_session(request: Request, assistant: Ready) -> Any:
    conversation_id, greeting = assistant.start("web")
    body = {
        "session_id": conversation_id,
        "token": tokens.sign(conversation_id),
        "greeting": in_its_script(greeting, request),
    }
    return JSONResponse(body, status_code=201)


@router.post("/messages", response_model=RepliesOut, responses=PROBLEM, summary="发送一条消息")
async def send_message(request: Request, body: MessageIn, assistant: Ready, presented: Presented) -> Any:
    try:
        answer = await assistant.answer(
            presented.conversation_id,
            Inbound(body.text, body.payload, body.message_id, body.file_id, presented.number),
        )
    except TextTooLong as error:
        raise Problem(413, str(error)) from error
    except (TextEmpty, UnknownChoice) as error:
        raise Problem(422, str(error)) from error
    except UnknownConversation as error:
        raise Problem(401, str(error)) from error
    except Busy as error:
        raise Problem(503, str(error), headers={"Retry-After": "2"}) from error
    said: dict[str, Any] = {"messages": in_its_script(answer.messages, request)}
    if answer.token_no is not None:
        said["token"] = tokens.sign(presented.conversation_id, answer.token_no)
    return JSONResponse(said)  # made here: validating it again would cost as much as answering


@router.get("/history", response_model=MessagesOut, responses=PROBLEM, summary="本会话的消息")
async def history(request: Request, conversation_id: Conversation) -> Any:
    loaded = conversations.load(conversation_id)
    if loaded is None or loaded.expires_at <= utc_now():
        raise Problem(401)
    said = history_of(conversation_id)
    shown = [row if row["from"] == "user" else in_its_script([row], request)[0] for row in said]  # type: ignore[list-item]
    return {"messages": shown}


@router.get("/events", responses=PROBLEM, summary="通知（server-sent events）")
async def events(request: Request, presented: Presented, conversation_id: Conversation) -> StreamingResponse:
    loaded = conversations.load(conversation_id)
    if loaded is None or loaded.expires_at <= utc_now():
        raise Problem(401)
    if feed.listeners(conversation_id) >= MOST_AT_ONCE:
        raise Problem(429, CROWDED, headers={"Retry-After": "60"})
    last = request.headers.get("last-event-id", "")
    return StreamingResponse(
        stream(
            request,
            presented,
            int(last) if _EVENT_ID.fullmatch(last) else 0,
            loaded.expires_at,
            in_traditional=wants_traditional(request.headers.get("accept-language", "")),
        ),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
