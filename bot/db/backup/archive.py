"""The archive: a tar with `manifest.json` last, which names every other member with its size and SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
FORMAT = 1
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """It cannot be made, read or brought back; the message is Chinese and says what to do."""


@dataclass
class Manifest:
    """`tables`: rows by table, as the database held them in the moment of the backup."""

    engine: str  # sqlite or postgresql
    revision: str | None  # of the schema
    made_at: str  # ISO 8601, UTC
    tables: dict[str, int]
    members: dict[str, tuple[int, str]] = field(default_factory=dict)  # name → bytes, SHA-256 (hex)
    format: int = FORMAT

    @property
    def files(self) -> int:
        return sum(name.startswith(f"{FILES}/") for name in self.members)


class Writer:
    """Writes beside `target` and renames at the end: whoever finds it finds it whole."""

    def __init__(self, target: Path) -> None:
        self._target, self._draft = target, target.with_name(f".{target.name}.{os.getpid()}")
        self._open = ExitStack()

    def __enter__(self) -> Writer:
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        except OSError as error:
            raise BackupError(f"写不了 {self._target}：{error.strerror}") from error
        self._file = self._open.enter_context(open(handle, "w+b"))
        # Not compressed: what is in it is compressed or encrypted already.
        self._tar = self._open.enter_context(tarfile.open(fileobj=self._file, mode="w"))
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._open.close()
        self._draft.unlink(missing_ok=True)

    def add(self, name: str, source: Path, manifest: Manifest) -> None:
        with source.open("rb") as content:
            self._put(name, content, os.fstat(content.fileno()).st_size, manifest)

    def _put(self, name: str, content: IO[bytes], size: int, manifest: Manifest) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashing = _Hashing(content)
        self._tar.addfile(info, hashing)
        manifest.members[name] = (size, hashing.digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(body), 0o600
        self._tar.addfile(info, io.BytesIO(body))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._draft.replace(self._target)


class _Hashing:
    def __init__(self, content: IO[bytes]) -> None:
        self._content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._content.read(size)
        self.digest.update(chunk)
        return chunk


def read(source: Path) -> Manifest:
    """The manifest of a backup whose every byte is as it was written. Raises BackupError."""
    try:
        with tarfile.open(source, "r:") as tar:
            members = {member.name: member for member in tar}
            manifest = _manifest(tar, members)
            if set(members) != set(manifest.members) | {MANIFEST}:
                raise BackupError(f"{source} 里的文件和清单不一致，备份不完整")
            for name, (size, digest) in manifest.members.items():
                if not _is_safe(members[name]) or members[name].size != size or _digest(tar, name) != digest:
                    raise BackupError(f"{source} 里的 {name} 已损坏，请换一份备份")
            return manifest
    except (OSError, tarfile.TarError, ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{source} 不是完整的备份文件") from error


def _manifest(tar: tarfile.TarFile, members: dict[str, Any]) -> Manifest:
    body = json.loads(_open(tar, MANIFEST).read())
    if body.get("format") != FORMAT:
        raise BackupError("备份来自更新的版本，请用同一版本或更新的版本恢复")
    body["members"] = {name: (int(size), str(digest)) for name, (size, digest) in body["members"].items()}
    return Manifest(**body)


def _is_safe(member: tarfile.TarInfo) -> bool:
    path = PurePosixPath(member.name)
    return member.isreg() and not path.is_absolute() and ".." not in path.parts


def _digest(tar: tarfile.TarFile, name: str) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(_open(tar, name)):
        digest.update(chunk)
    return digest.hexdigest()


def _open(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    content = tar.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk


def unpack(source: Path, name: str, target: Path) -> None:
    """One member of a backup that `read` has found whole; on disk when this returns."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f"{target.name}.restoring")
    with tarfile.open(source, "r:") as tar, draft.open("wb") as file:
        for chunk in _chunks(_open(tar, name)):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    draft.chmod(0o600)
    draft.replace(target)
