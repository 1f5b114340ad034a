"""地点 and 部门: the country's places, the city's districts and windows, and its departments by any of their names."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot.nlu.entities.found import Found, longest
from bot.nlu.matcher import NameMatcher
from bot.nlu.normalise import fold_text
from bot.services.catalogue.views import PublicPlaces
from bot.settings import ROOT

GAZETTEER = ROOT / "data" / "lexicon" / "places.txt"
# 中山路, 南京银行: a place's name in the name of something else.
_NOTE = re.compile(r"\(.*\)$")
_PART_OF_A_NAME = re.compile(
    r"(?:东|南|西|北|中)?(?:路|街|大道|巷|弄|银行|大学|学院|中学|小学|大酒店|大厦|花园|话|菜|人民?医院)"
)


@lru_cache(maxsize=1)
def _national(path: Path = GAZETTEER) -> NameMatcher:
    names: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            official, *shorter = line.split()
            names.extend((official, name) for name in (official, *shorter))
    return NameMatcher(names)


class Places:
    """The city's own names before the country's; a `department`'s value is its code, a `place`'s its official name."""

    def __init__(self, known: PublicPlaces) -> None:
        city = fold_text(known.city)
        short = city.removesuffix("市")
        departments: list[tuple[str, str]] = []
        for code, names in known.departments:
            folded = {_NOTE.sub("", fold_text(name)).removeprefix(city) for name in names}
            departments += [
                (code, before + name) for name in folded for before in ("", "市", city, short) if name
            ]
        local = [(name, fold_text(name)) for name in (*known.windows, *known.districts, known.city) if name]
        self._departments = NameMatcher(departments)
        self._local = NameMatcher([*local, (known.city, short)])

    def find(self, text: str) -> list[Found]:
        found = [Found("department", m.codes[0], m.start, m.end) for m in self._departments.find(text)]
        found += [Found("place", m.codes[0], m.start, m.end) for m in self._local.find(text)]
        found += [
            Found("place", m.codes[0], m.start, m.end)
            for m in _national().find(text)
            if not _PART_OF_A_NAME.match(text, m.end)
        ]
        return longest(found)
