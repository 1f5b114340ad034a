"""The page of an item or of its form: its fields, what is wrong beside each, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.access import Posted
from bot.db.columns import col
from bot.db.models import ServiceItem, Window
from bot.services.catalogue.record import CITY
from bot.services.departments import specs as place_specs
from bot.services.drafts.course import Body
from bot.services.editing import form_specs, item_specs
from bot.services.editing.desk import WITHDRAWN
from bot.services.editing.spec import Spec, blank, blank_of
from bot.services.editing.typed import change_rows, read
from bot.services.findings import Finding

SECTIONS = {"item": item_specs.SECTIONS, "form": form_specs.SECTIONS, "place": place_specs.SECTIONS}
SPECS = {"item": item_specs.ITEM, "form": form_specs.FORM, "place": place_specs.PLACE}
TITLES = {"item": "事项", "form": "申请表", "place": "部门"}


def body_from(part: str, form: Posted) -> dict[str, Any] | None:
    """What was typed; None for a form that is not there. Raises WorkError."""
    if part == "form" and form.text("form.is_there") != "1":
        return None
    return read(SPECS[part], part, form.text, form.all)


def blank_form() -> dict[str, Any]:
    return blank(SPECS["form"])


def typed(part: str, form: Posted) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """What was typed, with the row moved that a button asked for; and where the reader looks next. Raises WorkError."""
    content = body_from(part, form)
    what, _, path = form.text("op").partition(":")
    if what == "begin" and part == "form":
        content, path = blank_form(), "form"
    elif what == "end" and part == "form":
        content, path = None, "form"
    elif what and content is not None:
        path = f"{part}." + change_rows(SPECS[part], content, what, path.removeprefix(f"{part}."))
    return content, {"at": path, "did": what} if what else {}


def by_path(findings: Iterable[Finding]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for finding in findings:
        errors.setdefault(finding.field, []).append(finding.message)
    return errors


def value_at(body: dict[str, Any] | None, spec: Spec) -> Any:
    """A field of a body that may leave out what says nothing."""
    found = (body or {}).get(spec.name, blank_of(spec))
    return blank(spec.of) if found is None and spec.kind == "group" else found


def as_typed(spec: Spec, value: Any) -> str:
    """What stands in the input."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ("\n" if spec.kind == "lines" else "、").join(map(str, value))
    return str(value)


def label_of(path: str, specs: dict[str, tuple[Spec, ...]] = SPECS) -> str:
    """`item.materials[0].need` → 申请材料 1 · 必要性."""
    part, _, rest = path.partition(".")
    words, here = [], specs.get(part, ())
    for step in rest.split("."):
        name, _, number = step.partition("[")
        spec = next((each for each in here if each.name == name), None)
        if spec is None:
            break
        index = number.rstrip("]")
        words.append(f"{spec.label} {int(index) + 1}" if index.isdecimal() else spec.label)
        here = spec.of
    return " · ".join(words) or TITLES.get(part, "")


def row_title(row: dict[str, Any]) -> str:
    for name in ("label", "ask", "name", "title", "because"):
        if row.get(name):
            return str(row[name])[:40]
    return ""


def questions(body: Body) -> list[tuple[str, str]]:
    """Key and words of every question of the form, for what depends on one."""
    form = body["form"] or {}
    rows = [*(form.get("eligibility") or []), *(form.get("fields") or [])]
    return [(str(row.get("key") or ""), row_title(row)) for row in rows]


def lists(session: Session, code: str, body: Body) -> dict[str, dict[str, str]]:
    """What the page's lists offer: windows, other items, this item's materials."""
    windows = session.execute(
        select(Window.code, Window.name)
        .where(Window.origin == CITY, ~Window.is_closed)
        .order_by(col(Window.name))
    )
    items = session.execute(
        select(ServiceItem.code, ServiceItem.name)
        .where(ServiceItem.origin == CITY, ServiceItem.task_state != WITHDRAWN, ServiceItem.code != code)
        .order_by(col(ServiceItem.name))
    )
    materials = [each.get("name") for each in body["item"].get("materials") or []]
    return {
        "windows": dict(windows.all()),
        "items": dict(items.all()),
        "materials": {name: name for name in materials if name},
        "": {},
    }
