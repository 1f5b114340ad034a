"""What a new application is of: an item with its form, or a 一件事, as they are today."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.services.applications.errors import NoForm
from bot.services.applications.form_versions import form_of
from bot.services.bundles.query import active_bundle
from bot.services.bundles.schema import is_bundle
from bot.services.catalogue.query import active_form

Columns = dict[str, Any]


def opened(session: Session, code: str) -> Columns:
    """The columns of the application that say what it is of. Raises NoForm."""
    columns = _bundle(session, code) if is_bundle(code) else _item(session, code)
    form_of(session, code, columns["form_version"])
    return columns


def _bundle(session: Session, code: str) -> Columns:
    found = active_bundle(session, code)
    if found is None:
        raise NoForm
    return {
        "item_code": found.code,
        "item_name": found.title,
        "item_version": found.version,
        "form_version": found.version,
        "department_code": found.bundle.lead,
        "region_code": found.region_code,
    }


def _item(session: Session, code: str) -> Columns:
    form = active_form(session, code)
    if form is None:
        raise NoForm
    item = form.item
    return {
        "item_code": item.code,
        "item_name": item.name,
        "item_version": item.task_version,
        "form_version": form.version,
        "department_code": item.department.code,
        "region_code": item.region_code,
    }
