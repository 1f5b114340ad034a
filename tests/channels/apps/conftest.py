"""The house with the messaging apps configured, each against a local server that speaks its wire format."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.settings import get_settings
from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Platform
from tests.channels.apps.talk import TelegramTalk


@pytest.fixture(scope="package")
def telegram_server() -> Iterator[Platform]:
    server = telegram_api.platform()
    yield server
    server.close()


@pytest.fixture(scope="package")
def apps(house: FastAPI, telegram_server: Platform) -> Iterator[TestClient]:
    """One event loop for all requests, as a server has."""
    from bot.app import create_app
    from bot.channels.telegram import pace

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHENGWEN_TELEGRAM_TOKEN", telegram_api.TOKEN)
        patch.setenv("ZHENGWEN_TELEGRAM_WEBHOOK_SECRET", telegram_api.SECRET)
        patch.setenv("ZHENGWEN_TELEGRAM_API_URL", telegram_server.url)
        patch.setattr(pace, "_CHAT_PER_S", 1000.0)
        get_settings.cache_clear()
        application = create_app()
        application.state.assistant = house.state.assistant
        with TestClient(application, raise_server_exceptions=False) as client:
            yield client
    get_settings.cache_clear()


@pytest.fixture
def api(telegram_server: Platform) -> Platform:
    telegram_server.forget()
    return telegram_server


@pytest.fixture
def talk(apps: TestClient, api: Platform) -> TelegramTalk:
    return TelegramTalk(apps, api)
