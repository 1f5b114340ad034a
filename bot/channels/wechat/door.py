"""`/channels/wechat`: the first part of an answer goes out in the response, within the five seconds WeChat waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from bot.channels.messaging.channel import Channel
from bot.channels.messaging.doors import ROUTER, admit, office_for
from bot.channels.problems import Problem
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.messaging.office import Office
    from bot.channels.wechat.channel import WeChatChannel

router = APIRouter(**ROUTER)

PATIENCE_S = 4.0  # of the five after which WeChat asks again and at last says that we are out of order
_NOTHING = "success"  # "直接回复success": no reply, and no repeat


def open_channel(settings: Settings) -> Channel | None:
    if settings.wechat_app_id is None:
        return None
    from bot.channels.wechat.channel import WeChatChannel

    return WeChatChannel(settings)


@router.get("/wechat", summary="微信公众号校验服务器地址")
async def verify(request: Request) -> PlainTextResponse:
    _, channel = _opened(request)
    channel.envelope.check(request.query_params.get("signature", ""), request.query_params)
    return PlainTextResponse(request.query_params.get("echostr", "")[:256])


@router.post("/wechat", summary="微信公众号消息与事件")
async def webhook(request: Request) -> Response:
    from bot.channels.tencent import menus
    from bot.channels.wechat import read
    from bot.channels.wechat.reply import text_reply

    office, channel = _opened(request)
    found = channel.envelope.opened(request.query_params, await request.body())
    await admit(request, "wechat")
    received = read.received(found)
    if received is None:
        return PlainTextResponse(_NOTHING)
    letter = await office.receive_and_wait(received, PATIENCE_S)
    if letter is None:
        return PlainTextResponse(_NOTHING)
    reply = text_reply(found, menus.with_links(letter.part))
    sealed = channel.envelope.sealed(reply, request.query_params)
    await office.handed_over(letter)
    return Response(sealed, media_type="application/xml")


def _opened(request: Request) -> tuple[Office, WeChatChannel]:
    from bot.channels.wechat.channel import WeChatChannel

    office = office_for(request, "wechat")
    channel = office.channels["wechat"]
    if not isinstance(channel, WeChatChannel):
        raise Problem(404)
    return office, channel
