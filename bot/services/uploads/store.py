"""The content of uploads: encrypted files named by a keyed hash of what they hold, outside every web root."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from bot.db.crypto import blind_index, decrypt_file, encrypt_file
from bot.db.crypto import is_newest as by_newest_key
from bot.services.uploads.refusal import NoSuchFile
from bot.settings import get_settings

_YOUNG_S = 3600.0  # an upload whose row is not committed yet is no stray


def address_of(content: bytes, session_id: str) -> str:
    """The same content sent twice by one conversation lies at one place; nobody can tell what lies there."""
    return blind_index(f"{session_id}\x00{hashlib.sha256(content).hexdigest()}", "upload")


def write(address: str, content: bytes) -> None:
    """Whole or not at all."""
    path = _path(address)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(encrypt_file(content, address))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(address: str) -> bytes:
    """Raises NoSuchFile."""
    try:
        return decrypt_file(_path(address).read_bytes(), address)
    except FileNotFoundError:
        raise NoSuchFile from None


def is_newest(address: str) -> bool:
    """Whether the newest key has encrypted it; a file that is gone needs no other key."""
    with suppress(FileNotFoundError), _path(address).open("rb") as file:
        return by_newest_key(file.read(12))
    return True


def exists(address: str) -> bool:
    return _path(address).exists()


def remove(address: str) -> None:
    _path(address).unlink(missing_ok=True)


def old_addresses() -> Iterator[str]:
    """What lies there longer than an upload takes, half-written files included."""
    before = time.time() - _YOUNG_S
    for path in get_settings().files_dir.glob("??/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path.name


def remove_strays(found: Collection[str], known: Collection[str]) -> int:
    """Files no row knows: left by a crash between the commit and the removal."""
    strays = [name for name in found if name not in known]
    for name in strays:
        remove(name)
    return len(strays)


def _path(address: str) -> Path:
    return get_settings().files_dir / address[:2] / address
