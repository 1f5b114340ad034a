"""What a page of the editor asks for: the fields of the catalogue's schema as people read and write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "text",  # one line
    "area",  # several
    "lines",  # a list, one a line
    "words",  # a list, 、 between
    "number",
    "amount",
    "bound",  # a number, or a date such as -6 months
    "choice",
    "choices",
    "flag",  # yes or no
    "flag3",  # yes, no, not certain
    "date",
    "rule",  # 适用情形 by an answer: {"key", "in"}, or nothing
    "group",
    "rows",
]


@dataclass(frozen=True)
class Spec:
    """One field. `empty`: what the body holds when nothing was written. `of`: the fields of a group, or of each row."""

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    must: bool = False
    empty: Any = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    listed: str = ""  # choices that the page brings: windows, items, materials
    of: tuple[Spec, ...] = ()
    noun: str = ""  # what one row is called
    key: str = ""  # the part of a row that tells it from the others
    optional: bool = False  # a group that is null when nothing stands in it
    new: Mapping[str, Any] = field(default_factory=dict)  # of a new row


def blank(specs: tuple[Spec, ...]) -> dict[str, Any]:
    """A body with nothing written in it."""
    return {spec.name: blank_of(spec) for spec in specs}


def blank_of(spec: Spec) -> Any:
    if spec.kind == "group":
        return None if spec.optional else blank(spec.of)
    if spec.kind in ("rows", "lines", "words", "choices"):
        return []
    if spec.kind == "flag":
        return False
    if spec.kind in ("number", "amount", "bound", "flag3", "date", "rule"):
        return None
    return spec.empty


def new_row(spec: Spec, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A row to be filled in, with a key that no other row has."""
    row = {**blank(spec.of), **spec.new}
    if spec.key in ("key", "value"):
        taken = {each.get(spec.key) for each in rows}
        row[spec.key] = next(
            f"{spec.name[0]}{n}" for n in range(1, 1000) if f"{spec.name[0]}{n}" not in taken
        )
    return row
