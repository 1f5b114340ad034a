"""Bundles into the database: a changed bundle, or a changed form of one of its items, is a new version."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Bundle, FormDefinition, ServiceItem
from bot.db.numbering import next_number
from bot.services.bundles.schema import BundleFile
from bot.services.catalogue.record import CITY, checksum


def store_bundles(session: Session, bundles: Mapping[str, BundleFile]) -> int:
    """Makes `bundles` the ones in use, after their forms are stored; how many changed. The caller commits."""
    active = {row.code: row for row in session.scalars(select(Bundle).where(Bundle.is_active))}
    changed = 0
    for code, bundle in bundles.items():
        current = active.pop(code, None)
        body = bundle.model_dump(mode="json", by_alias=True)
        forms = _forms(session, [each.item for each in bundle.items])
        digest = checksum({"body": body, "forms": forms})
        if current is not None and current.checksum == digest:
            continue
        _retire(session, current)
        session.add(
            Bundle(
                code=code,
                version=next_number(session, Bundle.version, Bundle.code == code),
                title=bundle.title,
                body=body,
                forms=forms,
                checksum=digest,
            )
        )
        changed += 1
    for row in active.values():
        _retire(session, row)
        changed += 1
    session.flush()
    return changed


def _forms(session: Session, codes: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(ServiceItem.code, FormDefinition.version)
        .join(FormDefinition, FormDefinition.item_id == ServiceItem.id)
        .where(col(ServiceItem.code).in_(codes), ServiceItem.origin == CITY, FormDefinition.is_active)
    )
    return {code: version for code, version in sorted(rows)}


def _retire(session: Session, row: Bundle | None) -> None:
    if row is not None:  # at once: two active versions of one bundle are refused by the database
        session.execute(update(Bundle).where(Bundle.id == row.id).values(is_active=False))
