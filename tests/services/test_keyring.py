"""Keys as an operator writes them, and what is refused; no complaint repeats a key."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from bot.db.keyring import keys_of, parse_keys
from bot.settings import DEVELOPMENT_DATA_KEY, Settings, SettingsError

ONE, TWO = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def settings(**given: Any) -> Settings:
    return Settings(_env_file=None, secret_key="not the default", **given)


@pytest.mark.parametrize("text", [f"{ONE},{TWO}", f"{ONE}\n{TWO}\n", f"# newest\n{ONE} # 2026\n\n , {TWO}"])
def test_keys_are_read_newest_first(text: str) -> None:
    assert [key.secret[0] for key in parse_keys(text)] == [1, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "一个密钥也没有"),
        ("secret!", "不是 base64"),
        ("c2VjcmV0", "有 6 字节"),
        (f"{ONE},{ONE}", "两个相同"),
    ],
)
def test_what_is_no_key_is_said_and_not_repeated(text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"ZHENGWEN_DATA_KEY .*{words}") as caught:
        keys_of(settings(data_key=text or "#"))
    assert not text or text not in str(caught.value)


def test_a_file_of_keys_goes_before_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"{TWO}\n{ONE}\n")
    assert [key.secret[0] for key in keys_of(settings(data_key=ONE, data_key_file=path))] == [2, 1]
    with pytest.raises(SettingsError, match=r"ZHENGWEN_DATA_KEY_FILE .*读不了"):
        keys_of(settings(data_key_file=tmp_path / "none"))


@pytest.mark.parametrize("ring", [DEVELOPMENT_DATA_KEY, f"{ONE},{DEVELOPMENT_DATA_KEY}"])
def test_production_refuses_the_development_key_wherever_it_stands(ring: str, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(ring)
    production = settings(mode="production", data_key=ONE, data_key_file=path)
    with pytest.raises(SettingsError, match="开发默认密钥"):
        keys_of(production)
    path.write_text(ONE)
    assert len(keys_of(settings(mode="production", data_key_file=path))) == 1
