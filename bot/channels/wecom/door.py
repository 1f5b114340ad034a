"""`/channels/wecom`: a callback that says there is something to fetch; nothing is answered in the response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from bot.channels.messaging.channel import Channel
from bot.channels.messaging.doors import ROUTER, admit, office_for
from bot.channels.problems import Problem
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.wecom.channel import WeComChannel

router = APIRouter(**ROUTER)

_LONGEST = 128  # of a token or an account's id


def open_channel(settings: Settings) -> Channel | None:
    if settings.wecom_corp_id is None:
        return None
    from bot.channels.wecom.channel import WeComChannel

    return WeComChannel(settings)


@router.get("/wecom", summary="企业微信校验回调地址")
async def verify(request: Request) -> PlainTextResponse:
    envelope, query = _channel(request).envelope, request.query_params
    sealed = query.get("echostr", "")
    envelope.check(query.get("msg_signature", ""), query, sealed)
    return PlainTextResponse(envelope.unsealed(sealed))


@router.post("/wecom", summary="微信客服的消息和事件通知")
async def webhook(request: Request) -> PlainTextResponse:
    from bot.channels.tencent import xml

    channel = _channel(request)
    found = channel.envelope.opened(request.query_params, await request.body())
    await admit(request, "wecom")
    account = xml.text(found, "OpenKfId", _LONGEST)
    if xml.text(found, "Event") == "kf_msg_or_event" and account:
        channel.sync.called(account, xml.text(found, "Token", _LONGEST))
    return PlainTextResponse("success")


def _channel(request: Request) -> WeComChannel:
    from bot.channels.wecom.channel import WeComChannel

    channel = office_for(request, "wecom").channels["wecom"]
    if not isinstance(channel, WeComChannel):
        raise Problem(404)
    return channel
