"""Settings: the defaults run, a wrong one is named, and no secret is repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.settings import ROOT, SettingsError, get_settings

SECRET = "a-secret-nobody-may-read"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("ZHENGWEN_"):
            monkeypatch.delenv(name)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_production_refuses_the_development_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_MODE", "production")
    monkeypatch.setenv("ZHENGWEN_SECRET_KEY", SECRET)
    with pytest.raises(SettingsError, match=r"请设置：ZHENGWEN_DATA_KEY$") as caught:
        get_settings()
    assert SECRET not in str(caught.value)


def test_production_runs_with_keys_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_MODE", "production")
    monkeypatch.setenv("ZHENGWEN_SECRET_KEY", SECRET)
    monkeypatch.setenv("ZHENGWEN_DATA_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    settings = get_settings()
    assert settings.secret_key.get_secret_value() == SECRET
    assert SECRET not in repr(settings)


CHANNELS = {
    "WECHAT": {"APP_ID": "wx01", "APP_SECRET": "s", "TOKEN": "abc", "AES_KEY": "a" * 43},
    "WECOM": {"CORP_ID": "ww01", "SECRET": "s", "TOKEN": "abc", "AES_KEY": "a" * 43},
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_half_a_channel_is_refused(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CHANNELS[channel].items():
        monkeypatch.setenv(f"ZHENGWEN_{channel}_{name}", value)
    assert get_settings()
    for name in list(CHANNELS[channel])[1:]:
        if (channel, name) == ("WECHAT", "AES_KEY"):
            continue  # a test account may go without
        get_settings.cache_clear()
        monkeypatch.delenv(f"ZHENGWEN_{channel}_{name}")
        with pytest.raises(SettingsError, match=f"ZHENGWEN_{channel}_{name}"):
            get_settings()
        monkeypatch.setenv(f"ZHENGWEN_{channel}_{name}", CHANNELS[channel][name])


def test_production_takes_no_plain_wechat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_MODE", "production")
    monkeypatch.setenv("ZHENGWEN_SECRET_KEY", SECRET)
    monkeypatch.setenv("ZHENGWEN_DATA_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
    for name in ("APP_ID", "APP_SECRET", "TOKEN"):
        monkeypatch.setenv(f"ZHENGWEN_WECHAT_{name}", CHANNELS["WECHAT"][name])
    with pytest.raises(SettingsError, match="ZHENGWEN_WECHAT_AES_KEY"):
        get_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHENGWEN_WECHAT_TOKEN", "with-a-dash"),
        ("ZHENGWEN_WECHAT_AES_KEY", "a" * 42),
        ("ZHENGWEN_TELEGRAM_WEBHOOK_SECRET", "short"),
        ("ZHENGWEN_PORT", "0"),
        ("ZHENGWEN_PORT", "eighty"),
        ("ZHENGWEN_MODE", "test"),
        ("ZHENGWEN_SESSION_HOURS", "721"),
        ("ZHENGWEN_LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        get_settings()


def test_a_list_that_is_no_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_ALLOWED_ORIGINS", "https://www.example.gov.cn")
    with pytest.raises(SettingsError, match="allowed_origins"):
        get_settings()


def test_a_command_says_it_in_one_line() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bot", "db", "upgrade"],
        env={**os.environ, "ZHENGWEN_PORT": "0"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    assert "ZHENGWEN_PORT" in line
