"""The database back into the YAML it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import Bundle, Department, FormDefinition, ItemWindow, ServiceItem, Window
from bot.services import yaml_text
from bot.services.bundles.files import BUNDLES
from bot.services.catalogue.convert import department_body, item_body, window_body
from bot.services.catalogue.form_files import FORMS
from bot.services.catalogue.record import CITY


def documents(session: Session) -> dict[str, dict[str, Any]]:
    """The city's catalogue: one document a department, by department code."""
    bodies: dict[int, dict[str, Any]] = {}
    codes: dict[int, str] = {}
    in_use = select(Department).where(Department.origin == CITY, ~Department.is_withdrawn)
    for department in session.scalars(in_use.order_by("code")):
        codes[department.id] = department.code
        bodies[department.id] = {"department": department_body(department), "windows": [], "items": []}
    windows = select(Window).where(Window.origin == CITY, ~Window.is_closed)
    for window in session.scalars(windows.order_by(Window.order_num, Window.id)):
        if window.department_id in bodies:
            bodies[window.department_id]["windows"].append(window_body(window))
    items = session.scalars(
        select(ServiceItem)
        .where(ServiceItem.origin == CITY, ServiceItem.task_state != "3")
        .order_by(ServiceItem.id)
        .options(
            selectinload(ServiceItem.materials),
            selectinload(ServiceItem.fees),
            selectinload(ServiceItem.steps),
            selectinload(ServiceItem.windows).joinedload(ItemWindow.window),
        )
    )
    for item in items:
        if item.department_id in bodies:
            bodies[item.department_id]["items"].append(item_body(item))
    return {codes[key]: body for key, body in bodies.items()}


def form_bodies(session: Session) -> dict[str, dict[str, Any]]:
    """The forms in use by item code."""
    rows = session.execute(
        select(ServiceItem.code, FormDefinition.body)
        .join(FormDefinition, FormDefinition.item_id == ServiceItem.id)
        .where(ServiceItem.origin == CITY, ServiceItem.task_state != "3", FormDefinition.is_active)
        .order_by(ServiceItem.code)
    )
    return {code: body for code, body in rows}


def texts(session: Session) -> dict[str, str]:
    """The whole catalogue folder: relative path → YAML."""
    bundles = session.execute(select(Bundle.code, Bundle.body).where(Bundle.is_active).order_by(Bundle.code))
    found = {f"{code}.yml": body for code, body in documents(session).items()}
    found |= {f"{FORMS}/{code}.yml": body for code, body in form_bodies(session).items()}
    found |= {f"{BUNDLES}/{code}.yml": body for code, body in bundles}
    return {path: yaml_text.dump(body) for path, body in found.items()}


def export_dir(session: Session, directory: Path) -> list[Path]:
    """Writes the departments' files, `forms/` and `bundles/` into `directory` and gives their paths."""
    paths = []
    for name, text in texts(session).items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
