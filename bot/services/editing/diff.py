"""What changed between two texts of an item and its form: field by field, a row beside the row it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.services.editing.form_specs import FORM
from bot.services.editing.item_specs import ITEM
from bot.services.editing.spec import Spec
from bot.services.editing.typed import is_empty
from bot.services.faq.diff import Change, texts


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """`old` and `new`: {"item", "form"}. Only what differs."""
    before, after = old or {}, new
    found = list(between(ITEM, before.get("item") or {}, after.get("item") or {}, ""))
    found += between(FORM, before.get("form") or {}, after.get("form") or {}, "申请表 · ")
    return found


def between(
    specs: tuple[Spec, ...], old: Mapping[str, Any], new: Mapping[str, Any], where: str
) -> Iterator[Change]:
    for spec in specs:
        before, after = old.get(spec.name), new.get(spec.name)
        label = f"{where}{spec.label}"
        if spec.kind == "group":
            yield from between(spec.of, before or {}, after or {}, f"{label} · ")
        elif spec.kind == "rows":
            yield from _rows(spec, before or [], after or [], label)
        elif said(spec, before) != said(spec, after):
            yield Change(label, tuple(texts(said(spec, before), said(spec, after))))


def _rows(spec: Spec, old: list[Any], new: list[Any], label: str) -> Iterator[Change]:
    olds, news = _named(spec, old), _named(spec, new)
    for name, row in olds.items():
        if name not in news:
            yield Change(f"{label} · {_called(spec, row)}", (("gone", _whole(spec, row)),))
    for name, row in news.items():
        if name in olds:
            yield from between(spec.of, olds[name], row, f"{label} · {_called(spec, row)} · ")
        else:
            yield Change(f"{label} · {_called(spec, row)}", (("new", _whole(spec, row)),))
    kept_then = [name for name in olds if name in news]
    kept_now = [name for name in news if name in olds]
    if kept_then != kept_now:
        order = "、".join(_called(spec, news[name]) for name in kept_now)
        yield Change(f"{label} · 顺序", (("new", order),))


def _named(spec: Spec, rows: list[Any]) -> dict[str, Any]:
    """Rows by what tells them apart; two that say the same are counted."""
    found: dict[str, Any] = {}
    for row in rows:
        name = str(row.get(spec.key) or "")
        while name in found:
            name += "'"
        found[name] = row
    return found


def _called(spec: Spec, row: Mapping[str, Any]) -> str:
    for part in ("label", "ask", "name", "title", spec.key):
        if row.get(part):
            return str(row[part])
    return spec.noun


def _whole(spec: Spec, row: Mapping[str, Any]) -> str:
    return "；".join(
        f"{part.label}：{said(part, row[part.name])}" for part in spec.of if not is_empty(row.get(part.name))
    )


def said(spec: Spec, value: Any) -> str:
    """A value as people read it."""
    if spec.kind == "flag3":
        return {True: "是", False: "否"}.get(value, "不确定")
    if spec.kind == "flag":
        return "是" if value else "否"
    if spec.kind == "rule":
        return f"{value['key']} 是 {'、'.join(value['in'])}" if value else ""
    if spec.kind == "group":
        return "，".join(
            said(part, (value or {}).get(part.name)) for part in spec.of if (value or {}).get(part.name)
        )
    if spec.kind == "rows":
        return "；".join(_whole(spec, row) for row in value or [])
    if isinstance(value, list):
        return ("\n" if spec.kind == "lines" else "、").join(
            spec.choices.get(each, str(each)) for each in value
        )
    return "" if value is None else spec.choices.get(str(value), str(value))
