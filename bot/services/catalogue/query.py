"""Reading the catalogue. Withdrawn items and items outside their validity are never returned."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from bot.db.columns import col
from bot.db.models import (
    Bundle,
    CatalogueState,
    Department,
    FormDefinition,
    ItemWindow,
    ServiceItem,
    Window,
)
from bot.services import content
from bot.services.catalogue.record import CITY
from bot.services.catalogue.to_view import item_view
from bot.services.catalogue.views import BundleName, ItemName, ItemView, PublicPlaces

__all__ = [
    "BundleName",
    "ItemName",
    "ItemView",
    "PublicPlaces",
    "active_form",
    "bundle_names",
    "catalogue_version",
    "city_items",
    "departments_in_use",
    "get_item",
    "item_names",
    "public_places",
]

_IN_USE = "1"
_DISTRICT = re.compile(r"市(\w{1,4}?[区县])")
_WHOLE = (
    selectinload(ServiceItem.materials),
    selectinload(ServiceItem.fees),
    selectinload(ServiceItem.steps),
    selectinload(ServiceItem.windows).joinedload(ItemWindow.window),
)


def catalogue_version(session: Session) -> str:
    """Changes whenever anything in the catalogue changes; one row."""
    return str(session.scalar(select(CatalogueState.version).where(CatalogueState.id == 1)) or 0)


def item_names(session: Session, today: date | None = None) -> list[ItemName]:
    """Every item that may be spoken of today, the city's own first."""
    forms = select(FormDefinition.item_id).where(FormDefinition.is_active)
    rows = session.execute(
        select(
            ServiceItem.code,
            ServiceItem.name,
            ServiceItem.aliases,
            Department.short_name,
            ServiceItem.region_name,
            ServiceItem.origin,
            col(ServiceItem.id).in_(forms),
            ServiceItem.summary,
        )
        .join(Department, ServiceItem.department_id == Department.id)
        .where(_served(today or content.today()))
        .order_by(_city_first(), ServiceItem.id)
    )
    return [
        ItemName(code, name, tuple(aliases), department, region, origin, bool(has_form), summary)
        for code, name, aliases, department, region, origin, has_form, summary in rows
    ]


def bundle_names(session: Session) -> list[BundleName]:
    """Every 一件事 in use."""
    rows = session.execute(select(Bundle.code, Bundle.title, Bundle.body).where(Bundle.is_active))
    return [BundleName(code, title, tuple(body["aliases"])) for code, title, body in rows]


def departments_in_use(session: Session) -> set[str]:
    """Codes of the departments that something may be written for, of the city or of an import."""
    return set(session.scalars(select(Department.code).where(~Department.is_withdrawn)))


def public_places(session: Session) -> PublicPlaces:
    """Of the city's own items; what an import brought along is not here."""
    its_own, its_windows = ServiceItem.origin == CITY, and_(Window.origin == CITY, ~Window.is_closed)
    city = session.scalar(select(ServiceItem.region_name).where(its_own).limit(1)) or ""
    departments = session.execute(
        select(Department.code, Department.name, Department.aliases)
        .where(
            ~Department.is_withdrawn,
            or_(
                col(Department.id).in_(select(ServiceItem.department_id).where(its_own)),
                col(Department.id).in_(select(Window.department_id).where(its_windows)),
            ),
        )
        .order_by(Department.id)
    )
    windows = list(
        session.execute(select(Window.name, Window.address).where(its_windows).order_by(Window.id))
    )
    return PublicPlaces(
        city,
        tuple((code, (name, *aliases)) for code, name, aliases in departments),
        tuple(dict.fromkeys(name for name, _ in windows)),
        tuple(dict.fromkeys(found[1] for _, where in windows if (found := _DISTRICT.search(where)))),
    )


def get_item(session: Session, code: str, today: date | None = None) -> ItemView | None:
    """The item with everything an answer needs; the city's own where two regions share a code."""
    item = session.scalars(
        select(ServiceItem)
        .where(ServiceItem.code == code, _served(today or content.today()))
        .order_by(_city_first(), ServiceItem.region_code)
        .limit(1)
        .options(*_WHOLE)
    ).first()
    return None if item is None else item_view(item, active_form(session, code) is not None)


def city_items(session: Session, today: date | None = None) -> list[ItemView]:
    """Every item of the city itself, as `get_item` gives it, in a handful of queries."""
    forms = set(session.scalars(select(FormDefinition.item_id).where(FormDefinition.is_active)))
    items = session.scalars(
        select(ServiceItem)
        .where(ServiceItem.origin == CITY, _served(today or content.today()))
        .order_by(
            col(ServiceItem.region_code).desc()
        )  # of two with one code the first in `get_item` comes last
        .options(*_WHOLE, joinedload(ServiceItem.department))
    )
    return [item_view(item, item.id in forms) for item in items]


def active_form(session: Session, code: str) -> FormDefinition | None:
    """The form that a new application of the city's item is filled in with."""
    form: FormDefinition | None = session.scalars(
        select(FormDefinition)
        .join(ServiceItem, FormDefinition.item_id == ServiceItem.id)
        .where(ServiceItem.code == code, ServiceItem.origin == CITY, FormDefinition.is_active)
        .options(contains_eager(FormDefinition.item).joinedload(ServiceItem.department))
        .limit(1)
    ).first()
    return form


def _served(today: date) -> Any:
    begins, ends = col(ServiceItem.valid_from), col(ServiceItem.valid_to)
    return and_(
        ServiceItem.task_state == _IN_USE,
        or_(begins.is_(None), begins <= today),
        or_(ends.is_(None), ends >= today),
    )


def _city_first() -> Any:
    return case((ServiceItem.origin == CITY, 0), else_=1)
