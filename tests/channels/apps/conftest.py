"""The house with the messaging apps configured, each against a local server that speaks its wire format."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.channels.apps.city import Servers, opened
from tests.channels.apps.platform import Platform
from tests.channels.apps.talk import TelegramTalk
from tests.channels.apps.wechat_api import WeChatServer
from tests.channels.apps.wechat_talk import WeChatTalk
from tests.channels.apps.wecom_talk import WeComTalk


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


@pytest.fixture(scope="module")
def apps(house: FastAPI, servers: Servers) -> Iterator[TestClient]:
    with opened(house, servers) as client:
        yield client


@pytest.fixture
def api(servers: Servers) -> Platform:
    servers.telegram.forget()
    return servers.telegram


@pytest.fixture
def talk(apps: TestClient, api: Platform) -> TelegramTalk:
    return TelegramTalk(apps, api)


@pytest.fixture
def wechat_server(servers: Servers) -> WeChatServer:
    return servers.wechat


@pytest.fixture
def wechat(apps: TestClient, servers: Servers) -> WeChatTalk:
    servers.wechat.platform.forget()
    return WeChatTalk(apps, servers.wechat)


@pytest.fixture
def wecom(apps: TestClient, servers: Servers) -> WeComTalk:
    servers.wecom.platform.forget()
    return WeComTalk(apps, servers.wecom)
