"""A city that has set up its messaging apps, each to a local server that speaks its wire format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.settings import get_settings
from tests.channels.apps import telegram_api, wechat_api, wecom_api
from tests.channels.apps.platform import Platform
from tests.channels.apps.wechat_api import WeChatServer
from tests.channels.apps.wecom_api import WeComServer


class Servers:
    def __init__(self) -> None:
        self.telegram: Platform = telegram_api.platform()
        self.wechat = WeChatServer()
        self.wecom = WeComServer()

    @property
    def platforms(self) -> list[Platform]:
        return [self.telegram, self.wechat.platform, self.wecom.platform]

    @property
    def settings(self) -> dict[str, str]:
        """As an operator would write them."""
        found = {
            "TELEGRAM_TOKEN": telegram_api.TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": telegram_api.SECRET,
            "TELEGRAM_API_URL": self.telegram.url,
            "WECHAT_APP_ID": wechat_api.APP_ID,
            "WECHAT_APP_SECRET": wechat_api.SECRET,
            "WECHAT_TOKEN": wechat_api.TOKEN,
            "WECHAT_AES_KEY": wechat_api.AES_KEY,
            "WECHAT_API_URL": self.wechat.platform.url,
            "WECOM_CORP_ID": wecom_api.CORP_ID,
            "WECOM_SECRET": wecom_api.SECRET,
            "WECOM_TOKEN": wecom_api.TOKEN,
            "WECOM_AES_KEY": wecom_api.AES_KEY,
            "WECOM_API_URL": self.wecom.platform.url,
        }
        return {f"ZHENGWEN_{name}": value for name, value in found.items()}

    def close(self) -> None:
        for platform in self.platforms:
            platform.close()


@contextmanager
def opened(house: FastAPI, servers: Servers, **more: str) -> Iterator[TestClient]:
    """One event loop for all requests, as a server has."""
    from bot.app import create_app
    from bot.channels.telegram import pace

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**servers.settings, **more}.items():
            patch.setenv(name, value)
        patch.setattr(pace, "_CHAT_PER_S", 1000.0)
        get_settings.cache_clear()
        application = create_app()
        application.state.assistant = house.state.assistant
        with TestClient(application, raise_server_exceptions=False) as client:
            yield client
    get_settings.cache_clear()
