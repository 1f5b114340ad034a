"""A folded text as standard Chinese would have it: gjj提取 → 公积金提取, 护照lost了啷个办 → 护照丢了怎么办.

Tables: ``data/lexicon/latin.txt`` and ``dialect.txt``. Every text that is compared with another goes through here; only
entities, which need the places in the original, are read before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from bot.nlu.normalise import fold_text
from bot.settings import ROOT

LATIN = ROOT / "data" / "lexicon" / "latin.txt"
DIALECT = ROOT / "data" / "lexicon" / "dialect.txt"
# A number with letters in it, of a case or an enterprise, is no English: g01d1201whatv. It is matched to be left alone.
_LETTERS = re.compile(r"(?<![a-z0-9])(?=[a-z]*\d)[a-z0-9]{9,}|[a-z]{2,}")
_ALONE = 4  # a shorter run of letters is found only where nothing else stands beside it
_TONES = re.compile(r"([啊呀哦呢吧嘛啦哈噢哇呐喔])\1+")


@lru_cache(maxsize=8192)
def plain(folded: str) -> str:
    """Idempotent; the same for a question and for what it is compared with."""
    if not folded:
        return folded
    pattern, standard = _dialect()
    text = _LETTERS.sub(_written_out, folded) if _LETTERS.search(folded) else folded
    text = _TONES.sub(r"\1", text)
    return pattern.sub(lambda found: standard[found.group()], text)


def plain_text(original: str) -> str:
    """What a citizen or an editor wrote, ready to be compared."""
    return plain(fold_text(original))


def plain_fingerprint() -> str:
    """Changes when a table does; what is trained on plain texts is trained anew then."""
    return hashlib.sha256(LATIN.read_bytes() + DIALECT.read_bytes()).hexdigest()


def _written_out(run: re.Match[str]) -> str:
    whole, words = run.group(), _latin()[0]
    if not whole.isalpha():
        return whole
    if whole in words:
        return words[whole]
    return _latin()[1](whole)


@lru_cache(maxsize=1)
def _latin(path: Path = LATIN) -> tuple[dict[str, str], Callable[[str], str]]:
    words = {way: word for word, ways in _rows(path) for way in ways}
    longer = sorted((way for way in words if len(way) >= _ALONE), key=len, reverse=True)
    inside = re.compile("|".join(map(re.escape, longer)))
    return words, lambda run: inside.sub(lambda found: words[found.group()], run)


@lru_cache(maxsize=1)
def _dialect(path: Path = DIALECT) -> tuple[re.Pattern[str], dict[str, str]]:
    standard: dict[str, str] = {}
    for word, ways in _rows(path):
        standard[word] = word  # 能不能 is not 能不 and 能
        standard.update((way, word) for way in ways)
    ways = sorted(standard, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ways))), standard


def _rows(path: Path) -> list[tuple[str, list[str]]]:
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        (fold_text(row[0]), [fold_text(way) for way in row[1:]]) for row in lines if row and row[0][0] != "#"
    ]
