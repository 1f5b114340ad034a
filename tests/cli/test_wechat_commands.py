"""`python -m bot wechat menu …` against a server that speaks the Official Account's API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import get_settings
from tests.channels.apps import wechat_api
from tests.channels.apps.wechat_api import WeChatServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WeChatServer]:
    server = WeChatServer()
    for name, value in {
        "APP_ID": wechat_api.APP_ID,
        "APP_SECRET": wechat_api.SECRET,
        "TOKEN": wechat_api.TOKEN,
        "API_URL": server.platform.url,
    }.items():
        monkeypatch.setenv(f"ZHENGWEN_WECHAT_{name}", value)
    get_settings.cache_clear()
    yield server
    server.platform.close()
    monkeypatch.undo()
    get_settings.cache_clear()


def run(*command: str) -> Result:
    return CliRunner().invoke(app, ["wechat", "menu", *command])


def test_the_shipped_menu_is_pushed_shown_and_deleted(server: WeChatServer) -> None:
    assert "没有菜单" in run("show").output
    result = run("push")
    assert result.exit_code == 0, result.output
    assert server.menu is not None
    first = server.menu["button"][0]
    assert first["name"] == "我要问"
    assert first["sub_button"][1] == {"type": "click", "name": "居住证怎么办", "key": "say:居住证怎么办"}
    assert "居住证怎么办" in run("show").output
    assert run("delete").exit_code == 0
    assert server.menu is None


def test_check_publishes_nothing(server: WeChatServer) -> None:
    assert run("push", "--check").exit_code == 0
    assert server.platform.calls == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "1 至 3 个"),
        ("- {name: 甲, say: 一}\n" * 4, "1 至 3 个"),
        ("- {name: 六个字的名称, say: 一}", "16 字节"),
        ("- {name: 甲}", "say 和 url"),
        ("- {name: 甲, say: 一, url: 'https://a.example'}", "say 和 url"),
        ("- {name: 甲, url: 'javascript:x'}", "https://"),
        ("- {name: 甲, say: " + "一" * 50 + "}", "字节"),
        ("- {name: 甲, entries: []}", "至少"),
        ("- {name: 甲, entries: [" + "{name: 乙, say: 二}," * 6 + "]}", "最多"),
        ("- {name: 甲, say: 一, icon: x}", "不认识"),
        ("- 甲", "第1个菜单"),
        ("a: &x b", "锚点"),
        ("\t", "YAML"),
    ],
)
def test_a_wrong_file_is_not_published(server: WeChatServer, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(text, "utf-8")
    result = run("push", str(path))
    assert result.exit_code == 1
    assert words in result.output
    assert server.platform.calls == []


def test_no_file_is_said(server: WeChatServer) -> None:
    assert run("push", "nowhere.yml").exit_code == 1


def test_refusals_are_said_without_the_secret(server: WeChatServer) -> None:
    server.platform.fail("create", wechat_api.error(40018, "invalid button name size"))
    result = run("push")
    assert result.exit_code == 1
    assert "40018" in result.output
    server.platform.fail("stable_token", wechat_api.error(40125, "invalid appsecret"))
    server.expire()
    result = run("push")
    assert result.exit_code == 1
    assert "40125" in result.output
    assert wechat_api.SECRET not in result.output


def test_without_an_account_it_says_which_setting(
    server: WeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHENGWEN_WECHAT_APP_ID")
    get_settings.cache_clear()
    result = run("show")
    assert result.exit_code == 1
    assert "ZHENGWEN_WECHAT_APP_ID" in result.output
