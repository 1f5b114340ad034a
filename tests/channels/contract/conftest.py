"""Every channel, each with a citizen on it; the one of docs/add-a-channel.md among them, taken from that page."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.channels import configured
from bot.settings import ROOT
from tests.channels.apps.city import Servers, opened
from tests.channels.apps.talk import TelegramTalk
from tests.channels.apps.wechat_talk import WeChatTalk
from tests.channels.apps.wecom_talk import WeComTalk
from tests.channels.contract.talk import Talk

PAGE = (ROOT / "docs" / "add-a-channel.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    servers = Servers()
    yield servers
    servers.close()


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Any]:
    """(the channel's file, the module of its citizen)."""
    folder = tmp_path_factory.mktemp("board")
    channel, talk = (_module(folder, name) for name in ("bot/channels/board.py", "board_talk.py"))
    return channel, talk


@pytest.fixture(scope="module")
def city(house: FastAPI, servers: Servers, board: tuple[ModuleType, Any]) -> Iterator[TestClient]:
    server = board[1].BoardServer()
    settings = {"ZHENGWEN_BOARD_URL": server.platform.url, "ZHENGWEN_BOARD_SECRET": board[1].SECRET}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(configured, "DOORS", (*configured.DOORS, board[0]))
        patch.setattr("bot.app.DOORS", configured.DOORS)
        with opened(house, servers, **settings) as client:
            client.board_server = server  # type: ignore[attr-defined]
            yield client
    server.platform.close()


TALKS: dict[str, Callable[[TestClient, Servers, Any], Talk]] = {
    "telegram": lambda city, servers, _: TelegramTalk(city, servers.telegram),
    "wechat": lambda city, servers, _: WeChatTalk(city, servers.wechat),
    "wecom": lambda city, servers, _: WeComTalk(city, servers.wecom),
    "board": lambda city, _, board: board.BoardTalk(city, city.board_server),  # type: ignore[attr-defined]
}


@pytest.fixture(params=TALKS)
def talk(
    request: pytest.FixtureRequest, city: TestClient, servers: Servers, board: tuple[ModuleType, Any]
) -> Talk:
    for platform in (*servers.platforms, city.board_server.platform):  # type: ignore[attr-defined]
        platform.forget()
    city.app.state.office.sending._silent_until.clear()  # type: ignore[attr-defined]
    return TALKS[request.param](city, servers, board[1])


def _module(folder: Path, name: str) -> ModuleType:
    """The file of that name as the page has it."""
    found = re.search(rf"```python\n# \S*{re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)
    assert found, name
    path = folder / Path(name).name
    path.write_text(found[1], encoding="utf-8")
    spec = spec_from_file_location(f"page_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
