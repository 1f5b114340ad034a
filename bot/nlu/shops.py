"""Whether somebody wants to open a shop, whatever it sells: 想开个早餐店, 盘个门面要办啥证 (``data/lexicon/shops.yml``).

Kinds of shops are without number, so that no list of names holds them; what is said of them is always alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.settings import ROOT

LEXICON = ROOT / "data" / "lexicon" / "shops.yml"
_BEFORE_KIND = r"[^\W\d_a-z的了过着是有想要办做在把被让给]{0,5}?"
_LONGEST_OWN = 2  # characters after the kind in which its own name may still end: 烟酒店, 药店


@dataclass(frozen=True)
class Opening:
    """`start` to `end`: the words of it. `asks`: what is to be done is asked; `bare`: nothing else is said."""

    start: int
    end: int
    asks: bool
    bare: bool


@dataclass(frozen=True)
class Shops:
    event: str
    opening: re.Pattern[str]
    own: re.Pattern[str]
    general: frozenset[str]  # names of items that say no more than that a licence is wanted
    asks: re.Pattern[str]
    rest: re.Pattern[str]

    def find(self, folded: str) -> Opening | None:
        """None for a shop that is there already, and for one that needs a licence of its own."""
        found = self.opening.search(folded)
        if found is None or self.own.search(folded[found.start() : found.end() + _LONGEST_OWN]):
            return None
        left = folded[: found.start()] + folded[found.end() :]
        return Opening(found.start(), found.end(), bool(self.asks.search(left)), not self.rest.sub("", left))


@lru_cache(maxsize=1)
def shops(path: Path = LEXICON) -> Shops:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    kinds = sorted({word for group in rows["kinds"].values() for word in group}, key=len, reverse=True)
    there_already = r"(?![了着过的])"
    return Shops(
        event=rows["event"],
        opening=re.compile(
            rf"{rows['verbs']}{there_already}{_BEFORE_KIND}(?:{'|'.join(map(re.escape, kinds))})(?:店|铺|摊)?"
        ),
        own=re.compile("|".join(map(re.escape, rows["own"]))),
        general=frozenset(rows["general"]),
        asks=re.compile(rows["asks"]),
        rest=re.compile(rows["rest"]),
    )
