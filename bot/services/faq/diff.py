"""What changed between two texts of an entry, field by field, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Kind = Literal["same", "gone", "new"]
LABELS = {
    "question": "标准问题",
    "answer": "回答",
    "similar": "相似问法",
    "department": "部门",
    "category": "分类",
    "item": "事项",
    "audience": "适用对象",
    "region": "适用地区",
    "source.title": "依据名称",
    "source.doc_no": "文号",
    "source.article": "条款",
    "source.url": "依据网址",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "checked_on": "核对日期",
}
_LONGEST = 4000  # characters that are compared letter by letter


@dataclass(frozen=True)
class Change:
    """One field: pieces in reading order, `gone` only in the old text, `new` only in the new one."""

    label: str
    pieces: tuple[tuple[Kind, str], ...]


def changes(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Change]:
    """Only fields that differ; all of a new entry's."""
    found = []
    for field, label in LABELS.items():
        before, after = _value(old or {}, field), _value(new, field)
        if before != after:
            lines = isinstance(before, tuple) or isinstance(after, tuple)
            pieces = _lists(before or (), after or ()) if lines else texts(str(before), str(after))
            found.append(Change(label, tuple(pieces)))
    return found


def _value(body: Mapping[str, Any], field: str) -> Any:
    if field.startswith("source."):
        return (body.get("source") or {}).get(field[7:]) or ""
    value = body.get(field)
    return tuple(value) if isinstance(value, list) else value or ""


def _lists(before: Any, after: Any) -> Iterator[tuple[Kind, str]]:
    """A line is there or not; where it stands does not matter to anybody."""
    old, new = tuple(before or ()), tuple(after or ())
    for line in old:
        if line not in new:
            yield "gone", f"{line}\n"
    for line in new:
        if line not in old:
            yield "new", f"{line}\n"
    if set(old) == set(new):
        yield "same", "（只改了顺序）"


def texts(before: str, after: str) -> Iterator[tuple[Kind, str]]:
    if max(len(before), len(after)) > _LONGEST:
        yield "gone", before
        yield "new", after
        return
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", before[i:j]
            continue
        if j > i:
            yield "gone", before[i:j]
        if m > k:
            yield "new", after[k:m]
