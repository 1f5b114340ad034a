"""One row in any table, every personal column of it filled, whatever the table: for what must hold for all of them."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, Integer, LargeBinary, Time
from sqlalchemy.orm import Session

from bot.db.base import Base, UtcDateTime
from bot.db.crypto import Encrypted, blind_index

MODELS = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=timezone.utc)


def said(table: str, column: str, number: int) -> str:
    """What stands in a personal column of row `number`."""
    return f"{table}/{column}/张三丰{number}"


def fill(session: Session, name: str, number: int, **given: Any) -> Any:
    """Row `number`, flushed; what it refers to is made first. `given` names other values."""
    model = MODELS[name]
    values: dict[str, Any] = dict(given)
    for column in Base.metadata.tables[name].columns:
        if column.name not in values:
            values[column.name] = _value(session, column, number)
    for column in Base.metadata.tables[name].columns:
        if "index_of" in column.info and column.name not in given:
            text, purpose = values[column.info["index_of"]], column.info["purposes"][0]
            values[column.name] = blind_index(text, purpose.format(**values))
    if (key := Base.metadata.tables[name].primary_key.columns).keys() == ["id"] and isinstance(
        key["id"].type, Integer
    ):
        values.pop("id", None)
    row = model(**values)
    session.add(row)
    session.flush()
    return row


def _value(session: Session, column: Any, number: int) -> Any:
    if isinstance(column.type, Encrypted):
        return said(column.table.name, column.name, number)
    if column.foreign_keys:
        if column.nullable:
            return None
        (key,) = column.foreign_keys
        parent = fill(
            session, key.column.table.name, 1000 * number + column.table.c.keys().index(column.name)
        )
        return getattr(parent, key.column.name)
    if column.nullable and not column.primary_key:
        return None
    for kind, value in (
        (Boolean, False),
        (Integer, number % 5 + 1 if column.name == "satisfaction" else number),
        (Float, 1.0),
        (JSON, {}),
        (LargeBinary, b""),
        (UtcDateTime, NOW),
        (Date, date(2026, 11, 23)),
        (Time, time(9, 0)),
    ):
        if isinstance(column.type, kind):
            return value
    return f"{number}{column.table.name}{column.name}"[: column.type.length or 40]
