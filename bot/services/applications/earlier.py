"""What a citizen has filled in before, by what it is: name, ID number, mobile, address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application, Citizen
from bot.services.applications.content import DraftContent
from bot.services.applications.errors import NoForm
from bot.services.applications.form_versions import form_of
from bot.services.forms.schema import Attribute
from bot.services.forms.steps import visible
from bot.services.identity.owning import owned_by

_LOOKED_AT = 20  # cases, newest first


def has_filed(session: Session, citizen: Any) -> bool:
    return next(_filed(session, citizen, limit=1), None) is not None


def values_of(session: Session, citizen_id: int) -> dict[Attribute, str]:
    """Of the last person the citizen applied for: values of two people are never mixed."""
    citizen = session.get(Citizen, citizen_id)
    if citizen is None or citizen.erased_at is not None:
        return {}
    found: dict[Attribute, str] = {}
    for case in _filed(session, citizen, _LOOKED_AT):
        said = _said(session, case)
        if found and said.get("id_number") != found.get("id_number"):
            continue
        if not found and not said.get("id_number"):
            continue
        found = {**said, **found}
    return found


def _filed(session: Session, citizen: Any, limit: int) -> Iterator[Any]:
    query = select(Application).where(
        owned_by(Application, citizen),
        col(Application.case_no).is_not(None),
        col(Application.parent_id).is_(None),
        col(Application.agency_id).is_(None),  # another's
        col(Application.answers).is_not(None),
    )
    yield from session.scalars(query.order_by(col(Application.id).desc()).limit(limit))


def _said(session: Session, case: Any) -> dict[Attribute, str]:
    try:
        form = form_of(session, case.item_code, case.form_version)
    except NoForm:
        return {}
    answers = DraftContent.read(case.answers).answers
    asked = {each.key for each in visible(form, answers)}
    return {
        field.prefill: value
        for field in form.fields
        if field.prefill and field.key in asked and (value := answers.get(field.key)) is not None
    }
