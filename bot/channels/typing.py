"""`POST /api/chat/typing`: what a citizen is just writing, for the person who talks with them; kept nowhere else."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from bot.channels.web import PROBLEM, Conversation
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.handover import typing

router = APIRouter(prefix="/api/chat", tags=["对话"])
_REFUSALS: dict[int | str, dict[str, Any]] = {status: PROBLEM[status] for status in (401, 422)}


class TypingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: StrictStr = Field(max_length=typing.LONGEST, description="输入框里现在的文字；清空了就传空")


@router.post("/typing", status_code=204, responses=_REFUSALS, summary="正在输入（只在人工接待时）")
async def note_typing(body: TypingIn, conversation_id: Conversation) -> Response:
    with read_session() as session:
        is_held = typing.is_held(session, conversation_id)
    if is_held:
        with write_session() as session:
            typing.note(session, conversation_id, body.text, utc_now())
    return Response(status_code=204)
