"""The messaging apps that the settings name. Their libraries are loaded only for these."""

from __future__ import annotations

from bot.channels.messaging.channel import Channel
from bot.settings import Settings


def channels_of(settings: Settings) -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    if settings.telegram_token is not None:
        from bot.channels.telegram.channel import TelegramChannel

        found["telegram"] = TelegramChannel(settings)
    return found
