"""渠道: what the doors are called that citizens come by, the same on every page and in every file."""

from __future__ import annotations

CHANNELS = {"web": "网页", "wechat": "微信公众号", "wecom": "微信客服", "telegram": "Telegram"}
_NAMES = {**CHANNELS, "terminal": "终端"}


def channel_name(channel: str) -> str:
    """The channel itself where it is none of ours."""
    return _NAMES.get(channel, channel)
