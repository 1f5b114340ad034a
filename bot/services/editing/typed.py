"""What was typed on a page of the editor as the body it stands for; what cannot be read stays as typed, for the check to name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.services.drafts.errors import WorkError
from bot.services.editing.spec import Spec, blank_of, new_row

MOST_ROWS = 80
_LONGEST = 20_000
_SPLIT = re.compile(r"[、,，;；\n]")
_STEP = re.compile(r"\.?([a-z_]+)|\[(\d{1,3})\]")

Text = Callable[[str], str]
Many = Callable[[str], list[str]]


def read(specs: tuple[Spec, ...], prefix: str, text: Text, many: Many) -> dict[str, Any]:
    """`text` and `many` give the values of a field by its path, `item.materials[0].name`. Raises WorkError."""
    return {spec.name: _read(spec, f"{prefix}.{spec.name}", text, many) for spec in specs}


def _read(spec: Spec, path: str, text: Text, many: Many) -> Any:
    if spec.kind == "group":
        body = read(spec.of, path, text, many)
        return None if spec.optional and is_empty(body) else body
    if spec.kind == "rows":
        rows = _count(text(f"{path}.count"))
        return [read(spec.of, f"{path}[{row}]", text, many) for row in range(rows)]
    if spec.kind == "choices":
        return many(path)
    if spec.kind == "rule":
        key, values = text(f"{path}.key"), _words(text(f"{path}.in"))
        return {"key": key, "in": values} if key or values else None
    typed = text(path)
    if len(typed) > _LONGEST:
        raise WorkError(f"“{spec.label}”太长，最多 {_LONGEST} 字。")
    return _value(spec, typed)


def _value(spec: Spec, typed: str) -> Any:
    if spec.kind == "lines":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if spec.kind == "words":
        return _words(typed)
    if spec.kind == "flag":
        return typed == "1"
    if spec.kind == "flag3":
        return {"1": True, "0": False}.get(typed)
    if spec.kind in ("number", "amount", "bound"):
        return _number(typed) if typed else None
    if spec.kind == "date":
        return typed or None
    return typed or spec.empty


def _words(typed: str) -> list[str]:
    return [word.strip() for word in _SPLIT.split(typed) if word.strip()]


def _number(typed: str) -> Any:
    """As YAML would read it; the words themselves when they are no number."""
    if re.fullmatch(r"[+-]?\d{1,12}", typed):
        return int(typed)
    return float(typed) if re.fullmatch(r"[+-]?\d{1,12}\.\d{1,6}", typed) else typed


def _count(typed: str) -> int:
    rows = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
    if rows > MOST_ROWS:
        raise WorkError(f"行数太多，最多 {MOST_ROWS} 行。")
    return rows


def is_empty(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(is_empty(each) for each in value.values())
    return value in (None, "", [], False)


def change_rows(specs: tuple[Spec, ...], body: dict[str, Any], deed: str, path: str) -> str:
    """Adds, moves or drops a row of `body` in place: the path of the row that is looked at next. Raises WorkError.

    `path` is relative to `body`: of the list for `add`, of the row otherwise.
    """
    spec, rows, index = _rows_at(specs, body, path)
    whole = path[: path.rindex("[")] if index is not None else path
    if deed == "add" and index is None:
        if len(rows) >= MOST_ROWS:
            raise WorkError(f"行数太多，最多 {MOST_ROWS} 行。")
        rows.append(new_row(spec, rows))
        return f"{whole}[{len(rows) - 1}]"
    if index is None or index >= len(rows) or deed not in ("up", "down", "drop"):
        raise WorkError("页面已过时，请刷新后再试。")
    if deed == "drop":
        del rows[index]
        return f"{whole}[{min(index, len(rows) - 1)}]" if rows else whole
    other = index - 1 if deed == "up" else index + 1
    if 0 <= other < len(rows):
        rows[index], rows[other] = rows[other], rows[index]
        index = other
    return f"{whole}[{index}]"


def _rows_at(
    specs: tuple[Spec, ...], body: dict[str, Any], path: str
) -> tuple[Spec, list[dict[str, Any]], int | None]:
    """The list at the end of `path`, and the row meant where a number stands last."""
    steps = [(name, int(number) if number else None) for name, number in _STEP.findall(path)]
    spec: Spec | None = None
    here: Any = body
    for place, (name, number) in enumerate(steps):
        last = place == len(steps) - 1
        if number is not None:
            if last and spec is not None and spec.kind == "rows":
                return spec, here, number
            here = here[number] if isinstance(here, list) and number < len(here) else None
        else:
            found = next((each for each in (spec.of if spec else specs) if each.name == name), None)
            if found is None or not isinstance(here, dict):
                raise WorkError("页面已过时，请刷新后再试。")
            spec = found
            if here.get(name) is None:
                here[name] = blank_of(found)
            here = here[name]
            if last and spec.kind == "rows":
                return spec, here, None
        if here is None:
            break
    raise WorkError("页面已过时，请刷新后再试。")


def tidy_form(form: dict[str, Any] | None, code: str) -> dict[str, Any] | None:
    """As it stands in a file: what says nothing is left out."""
    if form is None:
        return None
    return {"version": form.get("version") or 1, "item": code, **_tidy(form, ("version", "item"))}


def _tidy(body: Mapping[str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    found = {}
    for name, value in body.items():
        if isinstance(value, Mapping):
            value = _tidy(value)
        elif isinstance(value, list):
            value = [_tidy(each) if isinstance(each, Mapping) else each for each in value]
        said = value not in (None, "", [], {}) and not (name == "personal" and value is False)
        required = name == "required" and value is True  # as it is without a word
        if name not in without and said and not required:
            found[name] = value
    return found
