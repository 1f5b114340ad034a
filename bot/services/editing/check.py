"""`catalogue check` of a draft among everything else that is live, with the path of the field each finding is about."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Bundle
from bot.services import content
from bot.services.bundles.files import complaints, parse_bundle
from bot.services.catalogue.check import check_files
from bot.services.catalogue.export import documents, form_bodies
from bot.services.catalogue.form_fit import misfits
from bot.services.catalogue.query import catalogue_version
from bot.services.catalogue.read import CatalogueFile, read_document
from bot.services.drafts.course import Body
from bot.services.findings import Finding
from bot.services.forms.schema import FormDefinition, parse_form, read_form

_LAST = "草稿"  # a name that two items have is the draft's to change
_READ: dict[str, Any] = {}
_READING = threading.Lock()


def check(session: Session, code: str, body: Body) -> list[Finding]:
    """All that keeps the draft from being live; `field` is a path such as `item.fees.rows[0].amount`."""
    files = [_without(file, code) for file in live_files(session)]
    draft = read_document(_LAST, {"department": None, "items": [body["item"]]})
    draft.findings = [each for each in draft.findings if each.item == code]
    files.append(draft)
    found = [
        replace(each, file="", field=f"item.{each.field}")
        for each in check_files(files, content.today())
        if each.file == _LAST and each.item == code
    ]
    form: FormDefinition | None = None
    wrong: list[Finding] = []
    if body["form"] is not None:
        form, wrong = read_form({"version": 1, **body["form"]}, "", code)
        found += [replace(each, field=_form_path(each.field)) for each in wrong]
    if draft.items and not wrong:
        found += [
            Finding("", code, _fit_path(form, path), message)
            for path, message in misfits(draft.items[0], form)
        ]
    if not wrong:
        found += [Finding("", code, "form", message) for message in _bundles(session, code, files, form)]
    return found


def check_withdrawal(session: Session, code: str) -> list[str]:
    """Who still needs the item."""
    related = [
        item.name
        for file in live_files(session)
        for item in file.items
        if code in item.related and item.code != code
    ]
    bundles = [
        row.title
        for row in session.scalars(select(Bundle).where(Bundle.is_active))
        if any(each.item == code for each in parse_bundle(row.body).items)
    ]
    return [f"“{name}”的相关事项里有它" for name in related] + [f"一件事“{title}”里有它" for title in bundles]


def live_files(session: Session) -> list[CatalogueFile]:
    """Everything the city's catalogue says now; read once per version of it."""
    key = (str(session.get_bind().url), catalogue_version(session))
    with _READING:
        if _READ.get("key") != key:
            _READ["files"] = [
                read_document(f"{department}.yml", body) for department, body in documents(session).items()
            ]
            _READ["key"] = key
        return list(_READ["files"])


def _without(file: CatalogueFile, code: str) -> CatalogueFile:
    if code not in file.item_codes:
        return file
    return replace(
        file,
        items=[item for item in file.items if item.code != code],
        item_codes=[each for each in file.item_codes if each != code],
        findings=[],
    )


def _form_path(path: str) -> str:
    return f"form.{path}" if path else "form"


def _fit_path(form: FormDefinition | None, path: str) -> str:
    """`fields.photo.material` of services/catalogue/form_fit.py → `form.fields[3].material`."""
    parts = path.split(".")
    if parts[0] == "fields" and form is not None:
        index = next((n for n, each in enumerate(form.fields) if each.key == parts[1]), 0)
        return f"form.fields[{index}].{parts[2]}"
    return f"item.{path}"


def _bundles(
    session: Session, code: str, files: list[CatalogueFile], form: FormDefinition | None
) -> Iterator[str]:
    """A form that a 一件事 is made of must still fit into it."""
    rows = [
        (row.title, parse_bundle(row.body)) for row in session.scalars(select(Bundle).where(Bundle.is_active))
    ]
    concerned = [(title, bundle) for title, bundle in rows if any(each.item == code for each in bundle.items)]
    if not concerned:
        return
    bodies: Mapping[str, Any] = form_bodies(session)
    forms = {each: parse_form(body) for each, body in bodies.items() if each != code}
    if form is not None:
        forms[code] = form
    for title, bundle in concerned:
        for _, message in complaints(bundle, files, forms):
            yield f"一件事“{title}”用到这张申请表：{message}"
