"""Reading bundles: what one covers, and the form that all of it is filled in with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Bundle, Department, FormDefinition, ServiceItem
from bot.services.bundles.compose import compose
from bot.services.bundles.files import parse_bundle
from bot.services.bundles.schema import BundleFile, BundleItem
from bot.services.catalogue.record import CITY
from bot.services.forms.composed import ComposedForm
from bot.services.forms.schema import parse_form


@dataclass(frozen=True)
class BundlePart:
    """One item of a bundle; `version` of its form, None where it cannot be filled in here."""

    item: BundleItem
    name: str
    department: str
    version: int | None


@dataclass(frozen=True)
class BundleView:
    code: str
    version: int
    bundle: BundleFile
    lead_name: str
    region_code: str
    parts: tuple[BundlePart, ...]

    @property
    def title(self) -> str:
        return self.bundle.title

    @property
    def here(self) -> tuple[BundlePart, ...]:
        """What can be applied for here."""
        return tuple(part for part in self.parts if part.version is not None)

    @property
    def elsewhere(self) -> tuple[BundlePart, ...]:
        return tuple(part for part in self.parts if part.version is None)


def bundle_views(session: Session) -> list[BundleView]:
    """Those in use, by title."""
    rows = session.scalars(select(Bundle).where(Bundle.is_active).order_by(Bundle.title))
    return [_view(session, row) for row in rows]


def active_bundle(session: Session, code: str) -> BundleView | None:
    row = session.scalars(select(Bundle).where(Bundle.code == code, Bundle.is_active)).first()
    return _view(session, row) if row is not None else None


def composed_form(session: Session, code: str, version: int | None) -> ComposedForm | None:
    """Of one version, which never changes; of the one in use when `version` is None."""
    query = select(Bundle).where(Bundle.code == code)
    query = query.where(Bundle.is_active if version is None else Bundle.version == version)
    row: Any = session.scalars(query).first()
    if row is None:
        return None
    pinned = [and_(ServiceItem.code == item, FormDefinition.version == v) for item, v in row.forms.items()]
    found = session.execute(
        select(ServiceItem.code, ServiceItem.name, FormDefinition.body)
        .join(FormDefinition, FormDefinition.item_id == ServiceItem.id)
        .where(ServiceItem.origin == CITY, or_(*pinned))
    ).all()
    forms = {item: parse_form(body) for item, _, body in found}
    return compose(parse_bundle(row.body), forms, {item: name for item, name, _ in found}, row.version)


def form_versions(session: Session, code: str, version: int) -> dict[str, int]:
    """Of the items' forms within one version of a bundle."""
    found = session.scalar(select(Bundle.forms).where(Bundle.code == code, Bundle.version == version))
    return dict(found or {})


def _view(session: Session, row: Any) -> BundleView:
    bundle = parse_bundle(row.body)
    rows = session.execute(
        select(ServiceItem.code, ServiceItem.name, Department.name, ServiceItem.region_code)
        .join(Department, ServiceItem.department_id == Department.id)
        .where(ServiceItem.origin == CITY, col(ServiceItem.code).in_([each.item for each in bundle.items]))
    )
    known = {code: (name, department, region) for code, name, department, region in rows}
    lead = session.scalar(select(Department.name).where(Department.code == bundle.lead))
    return BundleView(
        code=row.code,
        version=row.version,
        bundle=bundle,
        lead_name=lead or "",
        region_code=next((region for _, _, region in known.values()), ""),
        parts=tuple(
            BundlePart(each, known[each.item][0], known[each.item][1], row.forms.get(each.item))
            for each in bundle.items
            if each.item in known
        ),
    )
