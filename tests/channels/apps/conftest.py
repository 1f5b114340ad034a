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

_NOT_THERE = "not in this environment: scripts/setup installs it"


@pytest.fixture(scope="package")
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


@pytest.fixture(scope="package")
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
    pytest.importorskip("wechatpy", reason=_NOT_THERE)
    servers.wechat.platform.forget()
    return WeChatTalk(apps, servers.wechat)


@pytest.fixture
def wecom(apps: TestClient, servers: Servers) -> WeComTalk:
    pytest.importorskip("wechatpy", reason=_NOT_THERE)
    servers.wecom.platform.forget()
    return WeComTalk(apps, servers.wecom)
