"""Type-ahead of the website: what may be meant by the letters typed so far. Public, and nothing is kept of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from bot.channels.traditional import as_read
from bot.channels.web import PROBLEM, Ready

router = APIRouter(prefix="/api/chat", tags=["对话"])

_HEADERS = {"Cache-Control": "public, max-age=60", "Vary": "Accept-Language"}


class SuggestionOut(BaseModel):
    title: str
    kind: str


class SuggestionsOut(BaseModel):
    suggestions: list[SuggestionOut]


@router.get(
    "/suggest",
    response_model=SuggestionsOut,
    responses={422: PROBLEM[422], 503: PROBLEM[503]},
    summary="输入联想：事项和常见问题；没有 q 时是大家常问的",
)
async def suggest(
    assistant: Ready,
    q: Annotated[str, Query(max_length=60, description="已经输入的字，可以是拼音首字母")] = "",
    accept_language: Annotated[str, Header(max_length=200)] = "",
) -> Any:
    from bot.assistant.suggest import suggested  # loaded beside the open port, like all that understands

    return JSONResponse({"suggestions": as_read(suggested(q), accept_language)}, headers=_HEADERS)
