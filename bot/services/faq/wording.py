"""用语: words that an answer must not or had better not hold, from ``data/lexicon/forbidden.txt``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.settings import ROOT

WORDS = ROOT / "data" / "lexicon" / "forbidden.txt"


@dataclass(frozen=True)
class Forbidden:
    word: str
    why: str
    only_a_hint: bool


@lru_cache(maxsize=1)
def forbidden_words() -> tuple[Forbidden, ...]:
    found = []
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, why = line.lstrip("!").partition(" ")
            found.append(Forbidden(word, why.strip(), line.startswith("!")))
    return tuple(found)


def wording(text: str) -> list[Forbidden]:
    return [each for each in forbidden_words() if each.word in text]
