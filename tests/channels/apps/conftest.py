"""The house with the messaging apps configured, each against a local server that speaks its wire format."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.settings import get_settings
from tests.channels.apps import telegram_api, wechat_api, wecom_api
from tests.channels.apps.platform import Platform
from tests.channels.apps.talk import TelegramTalk
from tests.channels.apps.wechat_api import WeChatServer
from tests.channels.apps.wechat_talk import WeChatTalk
from tests.channels.apps.wecom_api import WeComServer
from tests.channels.apps.wecom_talk import WeComTalk


@pytest.fixture(scope="package")
def telegram_server() -> Iterator[Platform]:
    server = telegram_api.platform()
    yield server
    server.close()


@pytest.fixture(scope="package")
def wechat_server() -> Iterator[WeChatServer]:
    server = WeChatServer()
    yield server
    server.platform.close()


@pytest.fixture(scope="package")
def wecom_server() -> Iterator[WeComServer]:
    server = WeComServer()
    yield server
    server.platform.close()


@pytest.fixture(scope="package")
def apps(
    house: FastAPI, telegram_server: Platform, wechat_server: WeChatServer, wecom_server: WeComServer
) -> Iterator[TestClient]:
    """One event loop for all requests, as a server has."""
    from bot.app import create_app
    from bot.channels.telegram import pace

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGWEN_TELEGRAM_TOKEN", telegram_api.TOKEN)
        patch.setenv("ZHENGWEN_TELEGRAM_WEBHOOK_SECRET", telegram_api.SECRET)
        patch.setenv("ZHENGWEN_TELEGRAM_API_URL", telegram_server.url)
        patch.setattr(pace, "_CHAT_PER_S", 1000.0)
        if find_spec("wechatpy") is not None:
            _set_wechat(patch, wechat_server)
            _set_wecom(patch, wecom_server)
        get_settings.cache_clear()
        application = create_app()
        application.state.assistant = house.state.assistant
        with TestClient(application, raise_server_exceptions=False) as client:
            yield client
    get_settings.cache_clear()


def _set_wechat(patch: pytest.MonkeyPatch, server: WeChatServer) -> None:
    patch.setenv("ZHENGWEN_WECHAT_APP_ID", wechat_api.APP_ID)
    patch.setenv("ZHENGWEN_WECHAT_APP_SECRET", wechat_api.SECRET)
    patch.setenv("ZHENGWEN_WECHAT_TOKEN", wechat_api.TOKEN)
    patch.setenv("ZHENGWEN_WECHAT_AES_KEY", wechat_api.AES_KEY)
    patch.setenv("ZHENGWEN_WECHAT_API_URL", server.platform.url)


def _set_wecom(patch: pytest.MonkeyPatch, server: WeComServer) -> None:
    patch.setenv("ZHENGWEN_WECOM_CORP_ID", wecom_api.CORP_ID)
    patch.setenv("ZHENGWEN_WECOM_SECRET", wecom_api.SECRET)
    patch.setenv("ZHENGWEN_WECOM_TOKEN", wecom_api.TOKEN)
    patch.setenv("ZHENGWEN_WECOM_AES_KEY", wecom_api.AES_KEY)
    patch.setenv("ZHENGWEN_WECOM_API_URL", server.platform.url)


@pytest.fixture
def api(telegram_server: Platform) -> Platform:
    telegram_server.forget()
    return telegram_server


@pytest.fixture
def talk(apps: TestClient, api: Platform) -> TelegramTalk:
    return TelegramTalk(apps, api)


@pytest.fixture
def wechat(apps: TestClient, wechat_server: WeChatServer) -> WeChatTalk:
    pytest.importorskip("wechatpy", reason="not in this environment: scripts/setup installs it")
    wechat_server.platform.forget()
    return WeChatTalk(apps, wechat_server)


@pytest.fixture
def wecom(apps: TestClient, wecom_server: WeComServer) -> WeComTalk:
    pytest.importorskip("wechatpy", reason="not in this environment: scripts/setup installs it")
    wecom_server.platform.forget()
    return WeComTalk(apps, wecom_server)
