"""The keys of personal data: the first encrypts, all of them read; a key is named by a fingerprint of itself."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from bot.settings import DEVELOPMENT_DATA_KEY, Settings, SettingsError, get_settings

KEY_BYTES = 32
_ID_HEX = 8
_FORM = "每个密钥是 32 字节的 base64，几个密钥之间用逗号或换行分开，最新的在最前面"


@dataclass(frozen=True)
class Key:
    """`id`: 8 hex characters, written into every ciphertext; it tells nothing of the key."""

    id: str
    secret: bytes


def parse_keys(text: str) -> tuple[Key, ...]:
    """Keys, newest first, from what an operator wrote; `#` begins a comment. Raises ValueError, quoting no key."""
    keys: list[Key] = []
    for line in text.splitlines():
        for written in line.split("#", 1)[0].split(","):
            if not written.strip():
                continue
            try:
                secret = base64.b64decode(written.strip(), validate=True)
            except binascii.Error:
                raise ValueError(f"第{len(keys) + 1}个密钥不是 base64；{_FORM}") from None
            if len(secret) != KEY_BYTES:
                raise ValueError(f"第{len(keys) + 1}个密钥有 {len(secret)} 字节；{_FORM}")
            keys.append(Key(key_id(secret), secret))
    if not keys:
        raise ValueError(f"一个密钥也没有；{_FORM}")
    if len({key.id for key in keys}) < len(keys):
        raise ValueError("有两个相同的密钥，请删去一个")
    return tuple(keys)


def key_id(secret: bytes) -> str:
    return hashlib.sha256(b"zhengwen data key\x00" + secret).hexdigest()[:_ID_HEX]


def keys_of(settings: Settings) -> tuple[Key, ...]:
    """From the file where one is named, else from the environment. Raises SettingsError."""
    name, path = "ZHENGWEN_DATA_KEY", settings.data_key_file
    text = settings.data_key.get_secret_value()
    if path is not None:
        name = "ZHENGWEN_DATA_KEY_FILE"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise SettingsError(f"设置有误：{name} 指的文件 {path} 读不了，请检查路径和权限") from None
    try:
        keys = parse_keys(text)
    except ValueError as error:
        raise SettingsError(f"设置有误：{name} 的{error}") from None
    development = {key.secret for key in parse_keys(DEVELOPMENT_DATA_KEY)}
    if settings.mode == "production" and any(key.secret in development for key in keys):
        raise SettingsError(f"设置有误：生产模式不能使用开发默认密钥，请从 {name} 里删去")
    return keys


@lru_cache(maxsize=1)
def keyring() -> tuple[Key, ...]:
    """The keys of this process, read once. Raises SettingsError."""
    return keys_of(get_settings())
