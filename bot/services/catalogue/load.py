"""The catalogue folder into the database: all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Department, ServiceItem
from bot.services import content
from bot.services.bundles.compose import compose
from bot.services.bundles.files import read_bundles
from bot.services.bundles.schema import BundleFile
from bot.services.bundles.store import store_bundles
from bot.services.catalogue.check import check_files
from bot.services.catalogue.convert import department_row, item_record, window_row
from bot.services.catalogue.export import documents
from bot.services.catalogue.form_files import read_forms
from bot.services.catalogue.query import active_form
from bot.services.catalogue.read import CatalogueFile, read_dir
from bot.services.catalogue.record import CITY, ImportReport, ItemRecord
from bot.services.catalogue.store_form import store_form
from bot.services.catalogue.upsert import bump_version, upsert
from bot.services.findings import CheckError
from bot.services.forms.schema import InvalidForm, parse_form


def load_dir(
    session: Session,
    directory: Path,
    region_code: str,
    region_name: str,
    today: date | None = None,
    over_edits: bool = True,
) -> ImportReport:
    """Imports `directory` with its `forms/` and `bundles/`. The caller commits. Raises CheckError when anything is wrong.

    `over_edits`: also over items that staff have changed in the console.
    """
    files = read_dir(directory)
    forms, found = read_forms(directory, files)
    bundles, misfits = read_bundles(directory, files, forms)
    findings = check_files(files, today or content.today()) + found + misfits
    if findings:
        raise CheckError(findings)
    report = ImportReport()
    owned = [(file, file.department) for file in files if file.department is not None]
    records = [
        item_record(item, department.code, region_code, region_name)
        for file, department in owned
        for item in file.items
    ]
    if not over_edits:
        _adopt(session, records, forms)
        _adopt_departments(session, files)
    upsert(
        session,
        CITY,
        [department_row(department, region_code) for _, department in owned],
        [
            window_row(window, department.code, number)
            for file, department in owned
            for number, window in enumerate(file.windows, 1)
        ],
        records,
        report,
        over_edits,
    )
    report.forms = _store_forms(session, forms, region_code, report.kept)
    report.bundles = store_bundles(session, _that_still_fit(session, bundles, forms, report))
    if report.forms or report.bundles:
        bump_version(session)
    return report


def _adopt(session: Session, records: list[ItemRecord], forms: Mapping[str, Any]) -> None:
    """What staff have changed and the files now say, too, is the files' again."""
    said = {(record.region_code, record.code): record.checksum() for record in records}
    for item in session.scalars(
        select(ServiceItem).where(ServiceItem.origin == CITY, col(ServiceItem.edited_by).is_not(None))
    ):
        form = active_form(session, item.code)
        same = item.task_state != "3" and said.get((item.region_code, item.code)) == item.checksum
        if same and forms.get(item.code) == (form.body if form is not None else None):
            item.edited_by = None
    session.flush()


def _adopt_departments(session: Session, files: Sequence[CatalogueFile]) -> None:
    """Likewise, of departments with their windows."""
    now = documents(session)
    for file in files:
        if file.department is None or file.department.code not in now:
            continue
        theirs = now[file.department.code]
        windows = [window.model_dump() for window in file.windows]
        if (theirs["department"], theirs["windows"]) == (file.department.model_dump(), windows):
            session.execute(
                update(Department).where(Department.code == file.department.code).values(edited_by=None)
            )


def _store_forms(session: Session, forms: Mapping[str, Any], region_code: str, kept: Collection[str]) -> int:
    """How many changed; those of `kept` items are staff's."""
    items = session.execute(
        select(ServiceItem.code, ServiceItem.id).where(
            ServiceItem.origin == CITY, ServiceItem.region_code == region_code
        )
    ).all()
    return sum(store_form(session, item_id, forms.get(code)) for code, item_id in items if code not in kept)


def _that_still_fit(
    session: Session, bundles: Mapping[str, BundleFile], forms: Mapping[str, Any], report: ImportReport
) -> dict[str, BundleFile]:
    """A bundle over a form that staff have changed may not fit it any more: it rests then, and the report says so."""
    now = {code: parse_form(body) for code, body in forms.items()}
    for code in report.kept:
        form = active_form(session, code)
        now.pop(code, None)
        if form is not None:
            now[code] = parse_form(form.body)
    fitting = dict(bundles)
    for code, bundle in bundles.items():
        try:
            compose(bundle, now, {})
        except InvalidForm as error:
            report.skipped.append(f"一件事 {code} 和工作台里改过的申请表不一致，没有启用：{error}")
            del fitting[code]
    return fitting
