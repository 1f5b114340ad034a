"""The form of an item into the database: a changed one is a new version, older ones stay for the drafts begun with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import FormDefinition
from bot.db.numbering import next_number
from bot.services.catalogue.record import checksum


def store_form(session: Session, item_id: int, body: dict[str, Any] | None) -> bool:
    """Makes `body` the form in use (None: there is none any more); whether that changed anything. The caller commits."""
    current = session.scalars(
        select(FormDefinition).where(FormDefinition.item_id == item_id, FormDefinition.is_active)
    ).first()
    digest = checksum(body)
    if body is None if current is None else current.checksum == digest:
        return False
    if current is not None:  # at once: two active forms of one item are refused by the database
        session.execute(update(FormDefinition).where(FormDefinition.id == current.id).values(is_active=False))
    if body is not None:
        version = next_number(session, FormDefinition.version, FormDefinition.item_id == item_id)
        session.add(FormDefinition(item_id=item_id, version=version, body=body, checksum=digest))
    session.flush()
    return True
