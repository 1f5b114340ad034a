"""Which materials this applicant needs and how each comes: a pure function of the item, its form and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.services.catalogue.views import MaterialView
from bot.services.forms.schema import FormDefinition
from bot.services.forms.steps import Answers, visible

How = Literal["uploaded", "bring", "later", "optional", "shared"]
_NECESSARY, _LATER = "1", "3"
_FIRMEST: tuple[How, ...] = ("bring", "uploaded", "later", "optional", "shared")


@dataclass(frozen=True)
class Needed:
    """One material. `only_when`: who needs it, where the answers do not tell yet."""

    name: str
    how: How
    need: str  # 1必要 2非必要 3容缺后补
    original: int
    copies: int
    note: str
    only_when: str = ""
    file_id: str | None = None
    items: tuple[str, ...] = ()  # of a 一件事: what needs it


def needed(materials: Iterable[MaterialView], form: FormDefinition, answers: Answers) -> tuple[Needed, ...]:
    """In the order of the item; what cannot apply to this applicant is left out."""
    counted = {question.key: answers.get(question.key) for question in visible(form, answers)}
    open_keys = {question.key for question in form.questions if question.key not in answers}
    files = {
        field.material: counted[field.key]
        for field in form.fields
        if field.material and counted.get(field.key) is not None
    }
    rows = []
    for material in materials:
        decided = None
        if material.shown_if is not None:
            found = [
                None if key in open_keys and _may_be_asked(form, key, counted) else counted.get(key) in values
                for key, values in material.shown_if.rules
            ]
            decided = _any(found) if material.shown_if.any else _all(found)
        if decided is not False:
            rows.append(_row(material, files.get(material.name), known=decided is True))
    return tuple(rows)


def _all(found: Sequence[bool | None]) -> bool | None:
    """None while the answers do not tell yet."""
    return False if False in found else None if None in found else True


def _any(found: Sequence[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False


def merged(lists: Iterable[tuple[str, Iterable[Needed]]]) -> tuple[Needed, ...]:
    """The lists of several items as one: a material that several need stands once, with the larger count.

    What one of them has to see is brought, whatever the others get by themselves.
    """
    found: dict[str, Needed] = {}
    for item, rows in lists:
        for row in rows:
            before = found.get(row.name)
            found[row.name] = _both(before, row, item) if before else replace(row, items=(item,))
    return tuple(found.values())


def _both(left: Needed, right: Needed, item: str) -> Needed:
    first = min(left, right, key=lambda row: _FIRMEST.index(row.how))
    return replace(
        first,
        original=max(left.original, right.original),
        copies=max(left.copies, right.copies),
        note="；".join(dict.fromkeys(each for each in (left.note, right.note) if each)),
        only_when="；".join(dict.fromkeys((left.only_when, right.only_when)))
        if left.only_when and right.only_when
        else "",
        items=(*left.items, item),
    )


def _may_be_asked(form: FormDefinition, key: str, counted: Answers) -> bool:
    """Whether a question without an answer can still come up."""
    question = next((each for each in form.questions if each.key == key), None)
    if question is None or key in counted or question.shown_if is None:
        return question is not None
    parent = question.shown_if
    return counted.get(parent.key) in parent.values or (
        parent.key not in counted and _may_be_asked(form, parent.key, counted)
    )


def _row(material: MaterialView, file_id: str | None, *, known: bool) -> Needed:
    how: How = "bring"
    if file_id is not None:
        how = "uploaded"
    elif material.shared:
        how = "shared"
    elif material.need == _LATER:
        how = "later"
    elif material.need != _NECESSARY:
        how = "optional"
    return Needed(
        name=material.name,
        how=how,
        need=material.need or _NECESSARY,
        original=material.original,
        copies=material.copies,
        note=material.note,
        only_when="" if known else material.when,
        file_id=file_id,
    )
