"""Two items side by side, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.answers.answer import Answer
from bot.services.answers.fields import FIELDS
from bot.services.answers.item import source_of
from bot.services.catalogue.views import ItemView

_USUAL = ("overview", "fee", "time_limit")


def compare(one: ItemView, other: ItemView, aspects: Sequence[str]) -> Answer:
    """The asked fields of both; without any what they are, cost and take. The source is the first's, the other's is said."""
    asked = [aspect for aspect in aspects if aspect in FIELDS and aspect != "overview"] or list(_USUAL)
    pieces = [
        _materials(one, other) if aspect == "materials" else _field(one, other, aspect) for aspect in asked
    ]
    second = source_of(other, asked)
    if second.basis:
        pieces.append(f"{other.name}的依据：{second.department}，{second.basis}")
    return Answer("\n\n".join(pieces), source_of(one, asked))


def _field(one: ItemView, other: ItemView, aspect: str) -> str:
    title, text = FIELDS[aspect]
    return f"【{title}】\n▪ {one.name}\n{text(one)}\n▪ {other.name}\n{text(other)}"


def _materials(one: ItemView, other: ItemView) -> str:
    """What both want, then what only one of them wants."""
    if not one.materials or not other.materials:
        return _field(one, other, "materials")
    mine, theirs = ({row.name: row for row in item.materials} for item in (one, other))
    both = [name for name in mine if name in theirs]
    lines = ["【申请材料】"]
    if both:
        lines.append("两项都要：" + "、".join(both))
    for item, rows, rest in ((one, mine, theirs), (other, theirs, mine)):
        only = [
            name + (f"（{row.when}）" if row.when else "") for name, row in rows.items() if name not in rest
        ]
        if only:
            lines.append(f"只有“{item.name}”要：" + "、".join(only))
    return "\n".join(lines)
