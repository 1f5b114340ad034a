"""Which Rasa model is in use: one that staff have trained and let into use, or the newest in the model folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import structlog

from bot.assistant.signature import NoModel, put_beside, signature_of
from bot.assistant.trained import fingerprint
from bot.db.session import read_session
from bot.services.training import runs
from bot.services.training.runs import Active
from bot.settings import get_settings

__all__ = ["NoModel", "latest_model", "model_in_use", "path_of", "software", "unpack"]

log = structlog.get_logger()

_UNPACKED = "console"  # beneath the model folder: models out of the database
_KEPT = 3  # of them: another replica may be about to load the one before


def latest_model() -> Path:
    """The newest model archive. Raises NoModel when there is none."""
    directory = get_settings().model_dir
    models = sorted(directory.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NoModel(f"{directory} 中没有训练好的模型，请先运行 python -m bot train")
    return models[-1]


@lru_cache(maxsize=1)
def software() -> str:
    """Fingerprint of the files and the software this process runs; a model trained on others is not loaded."""
    return fingerprint()


def model_in_use() -> Path:
    """The model that every replica should answer with. Raises NoModel.

    After an upgrade the model that came with the software answers until staff train anew on top of it. One that cannot
    be had is logged, and the one that came with the software answers: a replica that serves is worth more.
    """
    with read_session() as session:
        active = runs.active(session)
    if active is None or active.base != software():
        return latest_model()
    path = path_of(active)
    try:
        there = path.is_file() or unpack(active.id, active.checksum, path)
        why = "" if there else "what the database has is not what was trained"
    except OSError as error:
        there, why = False, f"{path.parent}: {error.strerror}"  # a full disk, a folder that may only be read
    if not there:
        _complain(active.id, why)
    return path if there else latest_model()


@lru_cache(maxsize=16)
def _complain(run_id: int, why: str) -> None:
    """Once: every replica looks every few seconds."""
    log.error("model.missing", run=run_id, why=why)


def path_of(active: Active) -> Path:
    return get_settings().model_dir / _UNPACKED / f"run-{active.id}-{active.checksum[:12]}.tar.gz"


def unpack(run_id: int, checksum: str, path: Path) -> bool:
    """The model of a run out of the database, whole or not at all; False when it is not what was trained.

    Its signature comes with it: whoever can write to the database cannot make one.
    """
    with read_session() as session:
        stored = runs.archive_of(session, run_id)
    if stored is None or hashlib.sha256(stored.archive).hexdigest() != checksum:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(stored.archive)
        put_beside(path, stored.signature)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    with suppress(OSError):  # another replica tidies the same folder
        _forget_older(path)
    return True


def _forget_older(newest: Path) -> None:
    """The database has what is still needed of them."""
    kept = sorted(newest.parent.glob("run-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for archive in kept[:-_KEPT]:
        for path in (archive, signature_of(archive)):
            path.unlink(missing_ok=True)
