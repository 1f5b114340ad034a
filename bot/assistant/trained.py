"""Whether the model still fits what it is made from: found out in half a second, where Rasa's cache takes many."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from bot.nlu.names import names_fingerprint
from bot.nlu.plain import plain_fingerprint
from bot.settings import ROOT

MODEL = "zhengwen"
_FOLDERS = ("nlu", "rules", "stories")
_STAMP = "trained-from.txt"


def fingerprint() -> str:
    """Changes with the configuration, the training data, the names of the items, how words are written, the components and the libraries."""
    paths = [ROOT / name for name in ("config.yml", "domain.yml", "requirements.txt")]
    paths += sorted((ROOT / "bot" / "nlu").rglob("*.py"))
    for folder in _FOLDERS:
        paths += sorted(path for path in (ROOT / "data" / folder).rglob("*.y*ml"))
    digest = sha256((names_fingerprint() + plain_fingerprint()).encode())
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_trained(directory: Path, wanted: str) -> bool:
    """Whether the model in `directory` was made from what `wanted` is the fingerprint of."""
    stamp = directory / _STAMP
    return (
        (directory / f"{MODEL}.tar.gz").is_file() and stamp.is_file() and stamp.read_text("ascii") == wanted
    )


def remember(directory: Path, made_from: str) -> None:
    (directory / _STAMP).write_text(made_from, "ascii")
