"""`python -m bot telegram …` against a server that speaks the Bot API."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import get_settings
from tests.channels.apps import telegram_api
from tests.channels.apps.platform import Platform


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    server = telegram_api.platform()
    monkeypatch.setenv("ZHENGWEN_TELEGRAM_TOKEN", telegram_api.TOKEN)
    monkeypatch.setenv("ZHENGWEN_TELEGRAM_WEBHOOK_SECRET", telegram_api.SECRET)
    monkeypatch.setenv("ZHENGWEN_TELEGRAM_API_URL", server.url)
    monkeypatch.setenv("ZHENGWEN_PUBLIC_URL", "https://zw.example.gov.cn/")
    get_settings.cache_clear()
    yield server
    server.close()
    monkeypatch.undo()
    get_settings.cache_clear()


def run(*command: str) -> Result:
    return CliRunner().invoke(app, ["telegram", *command])


def test_webhook_set_tells_the_address_the_secret_and_what_is_wanted(api: Platform) -> None:
    result = run("webhook", "set")
    assert result.exit_code == 0, result.output
    (call,) = api.of("setWebhook")
    assert call.body["url"] == "https://zw.example.gov.cn/channels/telegram"
    assert call.body["secret_token"] == telegram_api.SECRET
    wanted = {"message", "edited_message", "callback_query", "my_chat_member"}
    assert set(json.loads(call.body["allowed_updates"])) == wanted


def test_webhook_delete_keeps_what_waits(api: Platform) -> None:
    assert run("webhook", "delete").exit_code == 0
    (call,) = api.of("deleteWebhook")
    assert call.body.get("drop_pending_updates", "false").lower() == "false"


def test_webhook_info(api: Platform) -> None:
    assert "403 Forbidden" in run("webhook", "info").output
    assert json.loads(run("webhook", "info", "--json").output)["pending_update_count"] == 3


@pytest.mark.parametrize("command", [["poll"], ["webhook", "set"], ["webhook", "info"]])
def test_without_a_token_it_says_which_setting(
    monkeypatch: pytest.MonkeyPatch, api: Platform, command: list[str]
) -> None:
    monkeypatch.delenv("ZHENGWEN_TELEGRAM_TOKEN")
    get_settings.cache_clear()
    result = run(*command)
    assert result.exit_code == 1
    assert "ZHENGWEN_TELEGRAM_TOKEN" in result.output


def test_an_address_that_telegram_would_refuse_is_not_sent(
    monkeypatch: pytest.MonkeyPatch, api: Platform
) -> None:
    monkeypatch.setenv("ZHENGWEN_PUBLIC_URL", "http://127.0.0.1:8000")
    monkeypatch.delenv("ZHENGWEN_TELEGRAM_API_URL")
    get_settings.cache_clear()
    result = run("webhook", "set")
    assert result.exit_code == 1
    assert "https" in result.output


@pytest.mark.parametrize(
    "answer",
    [telegram_api.error(401, "Unauthorized"), telegram_api.DOWN, telegram_api.CUT],
    ids=["401", "502", "cut"],
)
def test_refusals_are_said_without_the_token(api: Platform, answer: telegram_api.Answer) -> None:
    api.fail("getWebhookInfo", answer)
    result = run("webhook", "info")
    assert result.exit_code == 1
    assert "Telegram" in result.output
    assert telegram_api.TOKEN not in result.output
