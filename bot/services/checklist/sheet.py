"""What a printed checklist holds: the materials of one application, where to take them, and the rule behind it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.services.applications.content import DraftContent
from bot.services.applications.form_versions import form_of
from bot.services.catalogue.query import get_item
from bot.services.catalogue.views import ItemView
from bot.services.checklist.of_draft import checklist_of
from bot.services.checklist.words import Part, parts, total
from bot.services.forms.composed import ComposedForm
from bot.services.forms.whole import counted


@dataclass(frozen=True)
class Place:
    """Where one item is handled."""

    item: str
    department: str
    window: str
    address: str
    hours: str
    phone: str
    online_url: str
    basis: str


@dataclass(frozen=True)
class Sheet:
    item_name: str
    parts: tuple[Part, ...]
    total: str
    places: tuple[Place, ...]


def sheet_of(session: Session, application_id: int) -> Sheet | None:
    """None while eligibility is open, and once the answers are gone; nothing of it is personal."""
    found = checklist_of(session, application_id)
    if found is None or not found.rows:
        return None
    places = tuple(_place(item) for item in _items(session, application_id))
    return Sheet(found.item_name, parts(found.rows), total(found.rows), places)


def _items(session: Session, application_id: int) -> list[ItemView]:
    case = session.get(Application, application_id)
    assert case is not None  # it has a checklist
    form = form_of(session, case.item_code, case.form_version)
    codes = [case.item_code]
    if isinstance(form, ComposedForm):
        answers = counted(form, DraftContent.read(case.answers).answers)
        codes = [part.code for part in form.active(answers)]
    return [item for code in codes if (item := get_item(session, code)) is not None]


def _place(item: ItemView) -> Place:
    window = item.windows[0] if item.windows else None
    return Place(
        item=item.name,
        department=item.department.name,
        window=window.name if window else "",
        address=window.address if window else item.department.address,
        hours=window.hours if window else item.department.hours,
        phone=window.phone if window else item.department.phone,
        online_url=item.online_url if item.is_online else "",
        basis=str(item.by_law[0]) if item.by_law else "",
    )
