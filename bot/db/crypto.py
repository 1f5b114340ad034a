"""Personal columns: AES-256-GCM at rest, and a keyed hash to find a value without reading it.

The one door for personal data in the database (PIPL 第五十一条: 加密、去标识化).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

from bot.settings import get_settings

_VERSION = "v1"
_NONCE_BYTES = 12


@lru_cache(maxsize=1)
def _key() -> bytes:
    raw = base64.b64decode(get_settings().data_key.get_secret_value(), validate=True)
    if len(raw) != 32:
        raise ValueError("ZHENGWEN_DATA_KEY 必须是 32 字节的 base64")
    return raw


def encrypt(plain: str, context: str) -> str:
    """`v1:base64(nonce + ciphertext)`; `context` (table.column) is authenticated, so a value cannot be moved."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(_key()).encrypt(nonce, plain.encode(), context.encode())
    return f"{_VERSION}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, context: str) -> str:
    """Raises ValueError on an unknown version, cryptography's InvalidTag on a wrong key or tampering."""
    version, _, payload = stored.partition(":")
    if version != _VERSION:
        raise ValueError(f"unknown cipher version {version!r}")
    raw = base64.b64decode(payload)
    return AESGCM(_key()).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode()).decode()


def encrypt_file(content: bytes, context: str) -> bytes:
    """As `encrypt`, for the content of a file: nonce and ciphertext; `context` is authenticated."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key()).encrypt(nonce, content, context.encode())


def decrypt_file(stored: bytes, context: str) -> bytes:
    """Raises cryptography's InvalidTag on a wrong key, context or tampering."""
    return AESGCM(_key()).decrypt(stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], context.encode())


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash (hex, 64 characters) that finds equal values of one purpose and reveals nothing else."""
    return hmac.new(_key(), f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()


class Encrypted(TypeDecorator):
    """A text column that is ciphertext in the database: ``Column(Encrypted("citizen.mobile"))``."""

    impl = Text
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else encrypt(value, self.context)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else decrypt(value, self.context)
