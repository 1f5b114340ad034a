"""The messaging apps there are, and those that the settings name. Their libraries are loaded only for these."""

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter

from bot.channels.messaging.channel import Channel
from bot.channels.telegram import door as telegram
from bot.channels.wechat import door as wechat
from bot.channels.wecom import door as wecom
from bot.settings import Settings


class Door(Protocol):
    """What the module of an app provides (docs/add-a-channel.md)."""

    router: APIRouter

    def open_channel(self, settings: Settings) -> Channel | None:
        """None when the settings do not name it."""


DOORS: tuple[Door, ...] = (telegram, wechat, wecom)


def channels_of(settings: Settings) -> dict[str, Channel]:
    opened = [door.open_channel(settings) for door in DOORS]
    return {channel.name: channel for channel in opened if channel is not None}
