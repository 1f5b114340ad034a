"""Rows for every table of a schema that is only known by looking: what its columns, keys and limits allow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import MetaData, Table, insert, inspect, select, types
from sqlalchemy.engine import Connection, Engine

_FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=timezone.utc)
Columns = dict[str, tuple[tuple[str, ...], ...]]
Rows = dict[str, list[dict[str, Any]]]

_COLUMNS = {
    "sqlite": 'SELECT m.name, p.name, p.type, p."notnull" FROM sqlite_master m, pragma_table_info(m.name) p'
    " WHERE m.type = 'table' ORDER BY m.name, p.cid",
    "postgresql": "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
}


def columns(engine: Engine) -> Columns:
    """Of every table its columns, with type and whether they may be empty."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with engine.connect() as connection:
        for table, *column in connection.exec_driver_sql(_COLUMNS[engine.dialect.name]):
            found.setdefault(table, []).append(tuple(map(str, column)))
    return {table: tuple(each) for table, each in found.items() if table != "alembic_version"}


def fill(engine: Engine, names: Collection[str], start: int, rows: int = 2) -> None:
    """`rows` new rows in each of these tables, those that others refer to first; `start` keeps what must be unique
    apart from earlier calls."""
    with engine.begin() as connection:
        metadata = MetaData()
        metadata.reflect(connection, only=list(names))
        for table in metadata.sorted_tables:
            if table.name not in names:
                continue
            looked = inspect(connection)
            limits = " ".join(each["sqltext"] for each in looked.get_check_constraints(table.name))
            alone = _alone(looked, table.name)
            for number in range(start, start + rows):
                connection.execute(insert(table).values(_row(connection, table, number, limits, alone)))


def _alone(looked: Any, table: str) -> set[str]:
    """Columns that are unique by themselves, be it only of some rows."""
    keys = [each["column_names"] for each in looked.get_unique_constraints(table)]
    keys += [each["column_names"] for each in looked.get_indexes(table) if each["unique"]]
    return {names[0] for names in keys if len(names) == 1}


def _row(
    connection: Connection, table: Table, number: int, limits: str, alone: Collection[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        keys = list(column.foreign_keys)
        if keys and keys[0].column.table is table:
            row[column.name] = None  # a root
        elif keys:
            there = connection.execute(select(keys[0].column).order_by(keys[0].column.desc())).scalars().all()
            if column.name in alone:
                taken = set(connection.execute(select(column)).scalars())
                row[column.name] = next((each for each in there if each not in taken), None)
            else:
                row[column.name] = there[number % 2]
        else:
            nth = number if column.name in alone else 0
            row[column.name] = _allowed(column, limits, _value(column, number), nth)
    return row


def _allowed(column: Any, limits: str, value: Any, nth: int = 0) -> Any:
    """A value that a check like `state IN ('draft', …)` or `satisfaction BETWEEN 1 AND 5` names, if any does."""
    if isinstance(column.type, types.String):
        words = re.search(rf"\b{column.name}\b[^']*('[^)]*)", limits)
        named = re.findall(r"'([^']*)'", words[1]) if words else []
        return named[nth % len(named)] if named else value
    least = re.search(rf"\b{column.name}\b\W+(?:BETWEEN )?([1-9]\d*)", limits)
    return int(least[1]) if least else value


def _value(column: Any, number: int) -> Any:
    kind = column.type
    if isinstance(kind, types.Boolean):
        return False  # of releases and forms only one may be active
    if isinstance(kind, types.Integer):
        return number
    if isinstance(kind, types.Numeric | types.Float):
        return float(number)
    if isinstance(kind, types.DateTime):
        return (_FIRST + timedelta(minutes=number)).replace(tzinfo=timezone.utc if kind.timezone else None)
    if isinstance(kind, types.Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, types.Time):
        return time(9, number % 60)
    if isinstance(kind, types.JSON):
        return {"第": number}
    if isinstance(kind, types.LargeBinary):
        return f"{column.name}{number}".encode()
    text = f"{column.name}之{number}"
    length = getattr(kind, "length", None)
    return text if length is None or len(text) <= length else f"{number:x}"[-length:]


def contents(engine: Engine) -> Rows:
    """Every row of every table, as the driver gives it."""
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect() as connection:
        return {
            name: [
                _plain(row) for row in connection.exec_driver_sql(f"SELECT * FROM {quote(name)}").mappings()
            ]
            for name in columns(engine)
        }


def _plain(row: Any) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def lost(before: Rows, after: Rows) -> list[str]:
    """Rows of `before` that are not in `after`, by the columns that both have."""
    missing = []
    for table, rows in before.items():
        now = after.get(table, [])
        kept = [name for name in (rows[0] if rows else ()) if not now or name in now[0]]
        there = Counter(repr([row[name] for name in kept]) for row in now)
        missing += [f"{table}: {row}" for row in rows if there[repr([row[name] for name in kept])] < 1]
    return missing
