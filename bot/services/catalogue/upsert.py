"""Writing departments, windows and items: what is unchanged is not touched, what is gone is marked 取消."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import (
    CatalogueState,
    Department,
    Fee,
    ItemWindow,
    Material,
    ServiceItem,
    Step,
    Window,
)
from bot.services.catalogue.record import ImportReport, ItemRecord, Row

_DATES = ("valid_from", "valid_to")


class CatalogueImportError(Exception):
    """An import that would do harm; the message is Chinese."""


def upsert(
    session: Session,
    origin: str,
    departments: Sequence[Row],
    windows: Sequence[Row],
    items: Iterable[ItemRecord],
    report: ImportReport,
    over_edits: bool = True,
) -> None:
    """Makes `origin` consist of exactly these rows. The caller commits. Raises CatalogueImportError.

    Items and departments that staff have changed since, and say otherwise, stay as they are unless `over_edits`; the
    report names them. A window that a file has anew is added to such a department only when an item stands at it; a
    withdrawn department gets no new item.
    """
    items = list(items)
    if not over_edits:
        theirs = select(Department.code).where(
            Department.origin == origin, col(Department.edited_by).is_not(None)
        )
        report.kept_departments = sorted(session.scalars(theirs))
        needed = _missing(session, {code for item in items for code in item.windows})
        windows = [
            row
            for row in windows
            if row["department"] not in report.kept_departments or row["code"] in needed
        ]
    rows = [
        {**row, "edited_by": None, "is_withdrawn": False, "successor": ""}
        for row in departments
        if row["code"] not in report.kept_departments
    ]
    department_ids, departments_changed = _coded(session, Department, origin, rows)
    rows = [{**row, "department_id": department_ids[row["department"]]} for row in windows]
    for row in rows:
        del row["department"]
    window_ids, windows_changed = _coded(session, Window, origin, rows)
    _items(session, origin, items, department_ids, window_ids, report, over_edits)
    session.flush()
    if report.has_changes or departments_changed or windows_changed:
        bump_version(session)


def _missing(session: Session, windows: set[str]) -> set[str]:
    return windows - set(session.scalars(select(Window.code)))


def bump_version(session: Session) -> None:
    """Tells every replica that the catalogue has changed."""
    changed = session.execute(
        update(CatalogueState).where(CatalogueState.id == 1).values(version=CatalogueState.version + 1)
    )
    if changed.rowcount == 0:
        session.add(CatalogueState(id=1, version=1))
        session.flush()


def _coded(session: Session, model: Any, origin: str, rows: Sequence[Row]) -> tuple[dict[str, int], bool]:
    """Upserts rows with a unique `code`; gives the ids by code and whether anything changed."""
    known = {row.code: row for row in session.scalars(select(model).where(model.origin == origin))}
    codes = [row["code"] for row in rows if row["code"] not in known]
    foreign = (
        session.scalars(select(model.code).where(model.code.in_(codes[:500]))).first() if codes else None
    )
    if foreign is not None:
        raise CatalogueImportError(f"编码“{foreign}”已被其他来源使用")
    changed = False
    for row in rows:
        target = known.get(row["code"])
        if target is None:
            known[row["code"]] = target = model(origin=origin, **row)
            session.add(target)
            changed = True
            continue
        for name, value in row.items():
            if getattr(target, name) != value:
                setattr(target, name, value)
                changed = True
    session.flush()
    return {code: row.id for code, row in known.items()}, changed


def _items(
    session: Session,
    origin: str,
    records: Iterable[ItemRecord],
    department_ids: dict[str, int],
    window_ids: dict[str, int],
    report: ImportReport,
    over_edits: bool,
) -> None:
    columns = (
        ServiceItem.id,
        ServiceItem.region_code,
        ServiceItem.code,
        ServiceItem.checksum,
        ServiceItem.task_state,
        ServiceItem.edited_by,
    )
    gone = select(Department.code).where(Department.origin == origin, Department.is_withdrawn)
    withdrawn = set(session.scalars(gone))  # those that the files do not bring back
    stored = {
        (row.region_code, row.code): row
        for row in session.execute(select(*columns).where(ServiceItem.origin == origin))
    }
    for record in records:
        row = stored.pop((record.region_code, record.code), None)
        digest = record.checksum()
        if record.department in withdrawn and (row is None or row.task_state == "3"):
            report.skipped.append(
                f"事项“{record.columns['name']}”没有导入：它的部门（{record.department}）已撤销"
            )
            continue
        if row is not None and row.edited_by and not over_edits:
            report.kept.append(record.code)
            continue
        if row is not None and row.checksum == digest and row.task_state != "3":
            report.unchanged += 1
            continue
        if row is None:
            item = ServiceItem(code=record.code, origin=origin, task_version=1)
            session.add(item)
            report.added += 1
        else:
            item = session.get(ServiceItem, row.id)
            _clear_parts(session, row.id)
            session.expire(item)
            item.task_version += 1
            report.changed += 1
        _fill(item, record, digest, department_ids, window_ids)
        item.edited_by = None
    left = [row for row in stored.values() if row.task_state != "3"]
    report.kept += [row.code for row in left if row.edited_by and not over_edits]
    gone = [row.id for row in left if not row.edited_by or over_edits]
    for start in range(0, len(gone), 500):
        session.execute(
            update(ServiceItem)
            .where(col(ServiceItem.id).in_(gone[start : start + 500]))
            .values(task_state="3", edited_by=None)
            .execution_options(synchronize_session=False)
        )
    if gone:
        session.expire_all()
    report.withdrawn += len(gone)


def put_item(session: Session, origin: str, record: ItemRecord, by: str) -> ServiceItem:
    """One item as `by` has approved it, beside all others; its department and windows are there."""
    departments = {record.department: _id_of(session, Department, record.department)}
    windows = {code: _id_of(session, Window, code) for code in record.windows}
    item = session.scalars(
        select(ServiceItem).where(
            ServiceItem.region_code == record.region_code, ServiceItem.code == record.code
        )
    ).first()
    if item is None:
        item = ServiceItem(code=record.code, origin=origin, task_version=1)
        session.add(item)
    else:
        _clear_parts(session, item.id)
        session.expire(item)
        item.task_version += 1
    _fill(item, record, record.checksum(), departments, windows)
    item.edited_by = by
    session.flush()
    return item


def _id_of(session: Session, model: Any, code: str) -> int:
    return int(session.scalars(select(model.id).where(model.code == code)).one())


def _clear_parts(session: Session, item_id: int) -> None:
    for part in (Material, Fee, Step, ItemWindow):
        session.execute(
            delete(part).where(part.item_id == item_id).execution_options(synchronize_session=False)
        )


def _fill(
    item: ServiceItem,
    record: ItemRecord,
    digest: str,
    department_ids: dict[str, int],
    window_ids: dict[str, int],
) -> None:
    for name, value in record.columns.items():
        setattr(item, name, date.fromisoformat(value) if name in _DATES and value else value)
    item.region_code, item.region_name = record.region_code, record.region_name
    item.department_id = department_ids[record.department]
    item.checksum, item.task_state = digest, "1"
    item.materials = [Material(order_num=n, **row) for n, row in enumerate(record.materials, 1)]
    item.fees = [Fee(order_num=n, **row) for n, row in enumerate(record.fees, 1)]
    item.steps = [Step(order_num=n, **row) for n, row in enumerate(record.steps, 1)]
    item.windows = [
        ItemWindow(order_num=n, window_id=window_ids[code]) for n, code in enumerate(record.windows, 1)
    ]
