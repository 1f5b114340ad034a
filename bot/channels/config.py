"""What the website's window shows besides the conversation: public, the same for everybody, kept for seconds."""

from __future__ import annotations

import json
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from bot.channels.traditional import as_read
from bot.channels.unchanged import unless_known
from bot.db.base import utc_now
from bot.services.house.current import current
from bot.services.house.office import office

router = APIRouter(prefix="/api/chat", tags=["对话"])

_FOR_S = 10  # a notice is wanted at once; a page that is opened often asks once in ten seconds


class NoticeOut(BaseModel):
    text: str
    level: Literal["info", "warning", "urgent"]


class HoursOut(BaseModel):
    text: str = Field(description="人工服务时间的说法")
    open: bool = Field(description="现在有没有人")
    opens_at: str | None = Field(description="下次有人的时间（城市当地时间），现在有人时为空")


class PrivacyOut(BaseModel):
    text: str
    url: str | None


class ConfigOut(BaseModel):
    notice: NoticeOut | None = Field(description="有效期内的应急公告")
    off: str | None = Field(description="网页渠道停用时说的话；没有停用为空")
    hours: HoursOut
    privacy: PrivacyOut


@router.get("/config", response_model=ConfigOut, summary="公告、服务时间和隐私说明")
async def config(request: Request) -> Response:
    now = utc_now()
    house, there = current(), office(now)
    notice, switch = house.notice(now), house.kill_switch
    out = ConfigOut(
        notice=NoticeOut(text=notice.text, level=notice.level) if notice else None,
        off=switch.said if switch.stops("web") else None,
        hours=HoursOut(
            text=there.text,
            open=there.is_open,
            opens_at=there.opens_at.isoformat(timespec="minutes") if there.opens_at else None,
        ),
        privacy=PrivacyOut(text=house.privacy.text, url=house.privacy.url or None),
    )
    said = as_read(out.model_dump(), request.headers.get("accept-language", ""))
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Cache-Control": f"public, max-age={_FOR_S}", "Vary": "Accept-Language"}
    return unless_known(request, body, "application/json", headers)
