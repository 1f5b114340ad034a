"""有用/没用 under an answer of the website; what helped nobody comes into the 学习箱."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from bot.assistant.verdicts import JudgedBefore, NothingToJudge, judge
from bot.channels.problems import Problem
from bot.channels.web import PROBLEM, Conversation

router = APIRouter(prefix="/api/chat", tags=["对话"])


class VerdictIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message_id: StrictStr = Field(
        pattern=r"^[1-9][0-9]{0,8}\.[0-9]{1,3}$", description="所评价的回答（消息的 id）"
    )
    useful: StrictBool


class VerdictOut(BaseModel):
    useful: bool


@router.post(
    "/feedback",
    response_model=VerdictOut,
    responses={**PROBLEM, 404: {"description": "problem JSON"}, 409: {"description": "problem JSON"}},
    summary="一条回答有用或没用，一条一次",
)
async def feedback(body: VerdictIn, conversation_id: Conversation) -> Any:
    seq = int(body.message_id.partition(".")[0])
    try:
        await asyncio.to_thread(judge, conversation_id, seq, body.useful)
    except NothingToJudge:
        raise Problem(404, "没有找到这条回答，可能会话已经过期。") from None
    except JudgedBefore:
        raise Problem(409, "您已经评价过这条回答了，谢谢。") from None
    return {"useful": body.useful}
