"""The form a draft began with, whatever has become of the item's form since."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import FormDefinition as FormRow
from bot.db.models import ServiceItem
from bot.services.applications.errors import NoForm
from bot.services.bundles.query import composed_form
from bot.services.bundles.schema import is_bundle
from bot.services.catalogue.record import CITY
from bot.services.forms.schema import FormDefinition, parse_form

_FORMS: dict[tuple[str, str, int], FormDefinition] = {}  # a version of a form never changes


def form_of(session: Session, item_code: str, version: int | None) -> FormDefinition:
    """The form a draft began with, or the one in use when `version` is None; a 一件事 has one too. Raises NoForm."""
    known = (str(session.get_bind().url), item_code, version) if version is not None else None
    if known in _FORMS:
        return _FORMS[known]
    form: FormDefinition
    if is_bundle(item_code):
        form = _bundle_form(session, item_code, version)
    else:
        form = _item_form(session, item_code, version)
    if known is not None:
        _FORMS[known] = form
    return form


def _bundle_form(session: Session, code: str, version: int | None) -> FormDefinition:
    form = composed_form(session, code, version)
    if form is None:
        raise NoForm
    return form


def _item_form(session: Session, item_code: str, version: int | None) -> FormDefinition:
    query = (
        select(FormRow)
        .join(ServiceItem, FormRow.item_id == ServiceItem.id)
        .where(ServiceItem.code == item_code, ServiceItem.origin == CITY)
    )
    query = query.where(FormRow.is_active if version is None else FormRow.version == version)
    row = session.scalars(query).first()
    if row is None:
        raise NoForm
    return _parsed(_Body(row.checksum, row.body))


class _Body:
    """A form body that is the same as another with its checksum, so that it is parsed once a process."""

    def __init__(self, checksum: str, body: dict[str, Any]) -> None:
        self.checksum, self.body = checksum, body

    def __hash__(self) -> int:
        return hash(self.checksum)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Body) and other.checksum == self.checksum


@lru_cache(maxsize=256)
def _parsed(body: _Body) -> FormDefinition:
    return parse_form(body.body)
