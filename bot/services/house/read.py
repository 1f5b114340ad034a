"""The settings as they stand in the database, each read by its type."""

from __future__ import annotations

from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import HouseSetting
from bot.services.house.schema import House

log = structlog.get_logger()

TYPES: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(field.rebuild_annotation()) for name, field in House.model_fields.items()
}


def version(session: Session) -> str:
    """Another one after every change: the count, too, because a number given first may be committed last."""
    count, last = session.execute(select(func.count(HouseSetting.id), func.max(HouseSetting.id))).one()
    return f"{count}/{last or 0}"


def read(session: Session) -> House:
    """The settings as they stand. What an older version wrote and this one cannot read is logged, and its default used."""
    newest = select(func.max(HouseSetting.id)).group_by(HouseSetting.name)
    rows = session.execute(
        select(HouseSetting.name, HouseSetting.value).where(col(HouseSetting.id).in_(newest))
    )
    values = {}
    for name, value in rows:
        if name not in TYPES:
            continue
        try:
            values[name] = TYPES[name].validate_python(value)
        except ValidationError:
            log.error("house.setting_unreadable", name=name)
    return House(**values)
