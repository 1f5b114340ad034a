"""Which field of a service item a question is about, read from ``data/lexicon/aspects.yml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

LEXICON = ROOT / "data" / "lexicon" / "aspects.yml"
_SHORTEST = 2  # a one-character match says nothing


@dataclass(frozen=True)
class AspectSpan:
    aspect: str
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class AspectLexicon:
    titles: dict[str, str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    filler: re.Pattern[str]

    @classmethod
    def load(cls, path: Path = LEXICON) -> AspectLexicon:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        patterns = tuple(
            (row["name"], re.compile(pattern)) for row in body["aspects"] for pattern in row["patterns"]
        )
        titles = {row["name"]: row["title"] for row in body["aspects"]}
        return cls(titles, patterns, re.compile("|".join(f"(?:{p})" for p in body["fillers"])))

    @lru_cache(maxsize=256)  # noqa: B019 - one lexicon a process; a message is asked about several times
    def find(self, text: str) -> tuple[AspectSpan, ...]:
        """Every aspect asked in a folded `text`, in reading order, without overlaps; the longest match wins."""
        found: list[tuple[int, int, AspectSpan]] = []
        for rank, (name, pattern) in enumerate(self.patterns):
            for match in pattern.finditer(text):
                if match.end() - match.start() >= _SHORTEST:
                    found.append((match.start() - match.end(), rank, AspectSpan(name, *match.span())))
        chosen: list[AspectSpan] = []
        for _, _, span in sorted(found, key=lambda row: row[:2]):
            if all(span.end <= other.start or span.start >= other.end for other in chosen):
                chosen.append(span)
        return tuple(sorted(chosen, key=lambda span: span.start))

    def strip_fillers(self, text: str) -> str:
        return self.filler.sub("", text)

    def content(self, text: str, spans: Sequence[AspectSpan]) -> str:
        """What is left of `text` to name an item by: without aspects and fillers."""
        pieces, at = [], 0
        for span in spans:
            pieces.append(text[at : span.start])
            at = span.end
        pieces.append(text[at:])
        return "".join(self.strip_fillers(piece) for piece in pieces)


@lru_cache(maxsize=1)
def lexicon() -> AspectLexicon:
    return AspectLexicon.load()
