"""The catalogue folder into the database: all of it or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import FormDefinition, ServiceItem
from bot.services import content
from bot.services.bundles.files import read_bundles
from bot.services.bundles.store import store_bundles
from bot.services.catalogue.check import check_files
from bot.services.catalogue.convert import department_row, item_record, window_row
from bot.services.catalogue.form_files import read_forms
from bot.services.catalogue.read import read_dir
from bot.services.catalogue.record import CITY, ImportReport, checksum
from bot.services.catalogue.upsert import bump_version, upsert
from bot.services.findings import CheckError


def load_dir(
    session: Session, directory: Path, region_code: str, region_name: str, today: date | None = None
) -> ImportReport:
    """Imports `directory` with its `forms/` and `bundles/`. The caller commits. Raises CheckError when anything is wrong."""
    files = read_dir(directory)
    forms, found = read_forms(directory, files)
    bundles, misfits = read_bundles(directory, files, forms)
    findings = check_files(files, today or content.today()) + found + misfits
    if findings:
        raise CheckError(findings)
    report = ImportReport()
    owned = [(file, file.department) for file in files if file.department is not None]
    upsert(
        session,
        CITY,
        [department_row(department, region_code) for _, department in owned],
        [window_row(window, department.code) for file, department in owned for window in file.windows],
        [
            item_record(item, department.code, region_code, region_name)
            for file, department in owned
            for item in file.items
        ],
        report,
    )
    report.forms = _store_forms(session, forms, region_code)
    report.bundles = store_bundles(session, bundles)
    if report.forms or report.bundles:
        bump_version(session)
    return report


def _store_forms(session: Session, forms: dict[str, Any], region_code: str) -> int:
    """A changed form becomes a new version; older ones stay for the drafts begun with them."""
    ids = dict(
        session.execute(
            select(ServiceItem.code, ServiceItem.id).where(
                ServiceItem.origin == CITY, ServiceItem.region_code == region_code
            )
        ).all()
    )
    active = {
        form.item_id: form
        for form in session.scalars(
            select(FormDefinition).where(
                FormDefinition.is_active, col(FormDefinition.item_id).in_(ids.values())
            )
        )
    }
    changed = 0
    for code, body in forms.items():
        current = active.pop(ids[code], None)
        digest = checksum(body)
        if current is not None and current.checksum == digest:
            continue
        _retire(session, current)
        latest = session.scalar(
            select(func.max(FormDefinition.version)).where(FormDefinition.item_id == ids[code])
        )
        session.add(FormDefinition(item_id=ids[code], version=(latest or 0) + 1, body=body, checksum=digest))
        changed += 1
    for form in active.values():
        _retire(session, form)
        changed += 1
    session.flush()
    return changed


def _retire(session: Session, form: FormDefinition | None) -> None:
    if form is not None:  # at once: two active forms of one item are refused by the database
        session.execute(update(FormDefinition).where(FormDefinition.id == form.id).values(is_active=False))
