"""One department as somebody has approved it, beside all others; a window that is no longer named is closed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Department, Window
from bot.services.catalogue.convert import window_columns
from bot.services.catalogue.record import Row
from bot.services.catalogue.schema import WindowFile


def store_department(session: Session, origin: str, row: Row, windows: Sequence[WindowFile], by: str) -> None:
    """`row`: columns of Department. The caller commits, and tells the replicas."""
    department = session.scalars(select(Department).where(Department.code == row["code"])).first()
    if department is None:
        department = Department(origin=origin)
        session.add(department)
    for name, value in row.items():
        setattr(department, name, value)
    department.edited_by, department.is_withdrawn, department.successor = by, False, ""
    session.flush()
    codes = [window.code for window in windows]
    known = session.scalars(
        select(Window).where((Window.department_id == department.id) | col(Window.code).in_(codes))
    )
    rows = {window.code: window for window in known}
    for number, window in enumerate(windows, 1):
        target = rows.pop(window.code, None)
        if target is None:
            target = Window(origin=origin)
            session.add(target)
        target.department_id = department.id
        for name, value in window_columns(window, number).items():
            setattr(target, name, value)
    for gone in rows.values():
        if gone.origin == origin:
            gone.is_closed = True
    session.flush()
