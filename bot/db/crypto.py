"""Personal columns: AES-256-GCM at rest, and a keyed hash to find a value without reading it.

The one door for personal data in the database (PIPL 第五十一条: 加密、去标识化). A ciphertext names its key, so that
keys can be exchanged under running replicas (bot/services/rotation).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

from bot.db.keyring import Key, keyring

_UNNAMED, _NAMED = "v1", "v2"
_FILE_MARK = b"ZWv2"  # then the key's id, as in the text form
_FILE_HEAD = len(_FILE_MARK) + 8
_NONCE_BYTES = 12
UNREADABLE = (InvalidTag, ValueError)  # what reading raises where no key fits


def prefix() -> str:
    """How everything begins that the newest key has encrypted."""
    return f"{_NAMED}:{keyring()[0].id}:"


def encrypt(plain: str, context: str) -> str:
    """`v2:key:base64(nonce + ciphertext)`; `context` (table.column) is authenticated, so a value cannot be moved."""
    return prefix() + base64.b64encode(_seal(plain.encode(), context)).decode()


def decrypt(stored: str, context: str) -> str:
    """Raises ValueError on an unknown version or key, cryptography's InvalidTag on a wrong key or tampering."""
    version, _, payload = stored.partition(":")
    if version == _NAMED:
        name, _, payload = payload.partition(":")
        keys: Iterable[Key] = (_named(name),)
    elif version == _UNNAMED:
        keys = reversed(keyring())
    else:
        raise ValueError(f"unknown cipher version {version!r}")
    return _open(base64.b64decode(payload), context, keys).decode()


def encrypt_file(content: bytes, context: str) -> bytes:
    """As `encrypt`, for the content of a file: mark, key, nonce and ciphertext; `context` is authenticated."""
    return _FILE_MARK + keyring()[0].id.encode() + _seal(content, context)


def decrypt_file(stored: bytes, context: str) -> bytes:
    """Raises ValueError on an unknown key, cryptography's InvalidTag on a wrong key, context or tampering."""
    if stored.startswith(_FILE_MARK):
        name = stored[len(_FILE_MARK) : _FILE_HEAD].decode("ascii", "replace")
        return _open(stored[_FILE_HEAD:], context, (_named(name),))
    return _open(stored, context, reversed(keyring()))  # written before files named their key


def is_newest(head: bytes) -> bool:
    """Whether a file that begins so was encrypted by the newest key; 12 bytes of it are enough."""
    return head[:_FILE_HEAD] == _FILE_MARK + keyring()[0].id.encode()


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash (hex, 64 characters) that finds equal values of one purpose and reveals nothing else."""
    return _hash(keyring()[0], value, purpose)


def blind_indexes(value: str, purpose: str) -> tuple[str, ...]:
    """`blind_index` by every key, newest first: what a search looks for while a key is being exchanged."""
    return tuple(_hash(key, value, purpose) for key in keyring())


def _hash(key: Key, value: str, purpose: str) -> str:
    return hmac.new(key.secret, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()


def _seal(plain: bytes, context: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(keyring()[0].secret).encrypt(nonce, plain, context.encode())


def _open(raw: bytes, context: str, keys: Iterable[Key]) -> bytes:
    for key in keys:
        try:
            return AESGCM(key.secret).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode())
        except InvalidTag:
            continue
    raise InvalidTag


def _named(name: str) -> Key:
    for key in keyring():
        if key.id == name:
            return key
    raise ValueError(f"no key {name!r} in the key ring")


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


def index_of(column: str, *purposes: str) -> dict[str, Any]:
    """`info` of a column that holds the blind index of `column` in the same row; `{…}` in a purpose is a column."""
    return {"index_of": column, "purposes": purposes}


def fleeting(days: int) -> dict[str, Any]:
    """`info` of a keyed hash whose text nobody has any more: it means nothing after so many days."""
    return {"fleeting_days": days}
