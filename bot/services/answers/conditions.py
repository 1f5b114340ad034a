"""The lines of an item that speak of who is asking, quoted as staff wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import yaml

from bot.services.catalogue.views import ItemView
from bot.settings import ROOT

LEXICON = ROOT / "data" / "lexicon" / "conditions.yml"
_MOST_LINES = 4


@lru_cache(maxsize=1)
def _written() -> dict[str, tuple[str, re.Pattern[str]]]:
    rows = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))["conditions"]
    return {row["name"]: (row["title"], re.compile(row["written"])) for row in rows}


def notes(item: ItemView, conditions: Sequence[str], said: str) -> str:
    """What `item` says about these conditions, without lines that `said` already holds; empty when nothing."""
    pieces = []
    for name in conditions:
        title, pattern = _written().get(name, ("", re.compile("(?!)")))
        lines = [line for line in dict.fromkeys(_lines(item)) if pattern.search(line) and line not in said]
        if lines:
            pieces.append(f"关于{title}：\n" + "\n".join(f"· {line}" for line in lines[:_MOST_LINES]))
    return "\n\n".join(pieces)


def _lines(item: ItemView) -> Iterator[str]:
    yield from item.accept_condition
    if item.who:
        yield item.who
    yield from item.special
    for row in item.materials:
        if row.when:
            yield (
                f"{row.name}：{row.when}提供" if not row.when.endswith("提供") else f"{row.name}：{row.when}"
            )
    for fee in item.fees:
        if fee.when:
            yield f"{fee.name}：{fee.standard}（{fee.when}）"
    if item.handle_area:
        yield f"通办范围：{item.handle_area}"
