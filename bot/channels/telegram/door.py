"""`POST /channels/telegram`: an update is stored, then Telegram is told 200; the answer is sent, not returned."""

from __future__ import annotations

import hmac
import json
from typing import Any

from fastapi import APIRouter, Request

from bot.channels.messaging.channel import Channel
from bot.channels.messaging.doors import ROUTER, admit, office_for, refused
from bot.channels.problems import Problem
from bot.settings import Settings, get_settings

router = APIRouter(**ROUTER)


def open_channel(settings: Settings) -> Channel | None:
    if settings.telegram_token is None:
        return None
    from bot.channels.telegram.channel import TelegramChannel

    return TelegramChannel(settings)


@router.post("/telegram", summary="Telegram webhook")
async def webhook(request: Request) -> dict[str, Any]:
    office = office_for(request, "telegram")
    secret = get_settings().telegram_webhook_secret
    if secret is None:
        raise Problem(404)
    shown = request.headers.get("x-telegram-bot-api-secret-token", "")
    if not hmac.compare_digest(shown.encode(), secret.get_secret_value().encode()):
        raise refused("telegram", 403, "secret token")
    await admit(request, "telegram")
    from bot.channels.telegram import read

    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise refused("telegram", 400, "not JSON") from None
    received = read.received(data)
    if received is not None:
        await office.receive(received)
    return {}
