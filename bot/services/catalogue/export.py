"""The database back into the YAML it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import Department, ItemWindow, ServiceItem, Window
from bot.services import yaml_text
from bot.services.catalogue.convert import department_body, item_body, window_body
from bot.services.catalogue.record import CITY


def documents(session: Session) -> dict[str, dict[str, Any]]:
    """The city's catalogue: one document a department, by department code."""
    bodies: dict[int, dict[str, Any]] = {}
    codes: dict[int, str] = {}
    for department in session.scalars(select(Department).where(Department.origin == CITY).order_by("code")):
        codes[department.id] = department.code
        bodies[department.id] = {"department": department_body(department), "windows": [], "items": []}
    for window in session.scalars(select(Window).where(Window.origin == CITY).order_by(Window.id)):
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
        bodies[item.department_id]["items"].append(item_body(item))
    return {codes[key]: body for key, body in bodies.items()}


def export_dir(session: Session, directory: Path) -> list[Path]:
    """Writes `<department code>.yml` files into `directory` and gives their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for code, body in documents(session).items():
        path = directory / f"{code}.yml"
        path.write_text(yaml_text.dump(body), encoding="utf-8")
        paths.append(path)
    return paths
