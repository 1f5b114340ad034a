"""Personal columns and their keyed hashes, written anew with the newest key.

A ciphertext names its key, so what is left to do is read from the data itself: killed at any moment, the next run goes
on. A row is changed only if it still holds what was read; whatever somebody changed meanwhile comes round again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, and_, func, literal, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.crypto import UNREADABLE, Encrypted, blind_indexes, decrypt, encrypt, prefix

BATCH = 200


class KeyMissing(Exception):
    """What no key of the ring reads; the words say where it is, not what."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} 的内容用现有的密钥都解不开：请把当时的密钥加到密钥的末尾再运行，已经完成的不会重做"
        )


@dataclass(frozen=True)
class Batch:
    """`last` is the key to go on after; None when the table has been gone through."""

    rows: int
    last: Any


def tables() -> list[Any]:
    """Every table with a personal column."""
    return [table for table in Base.metadata.sorted_tables if personal(table)]


def personal(table: Any) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, Encrypted)]


def left(session: Session, table: Any) -> int:
    """How many rows hold something an older key has encrypted."""
    return int(session.scalar(select(func.count()).select_from(table).where(_old(table))) or 0)


def rotate(session: Session, table: Any, after: Any = None, size: int | None = None) -> Batch:
    """The next rows; the caller commits. Raises KeyMissing."""
    (key,) = table.primary_key.columns
    hashes = [column for column in table.columns if "index_of" in column.info]
    named = {name for column in hashes for name in _named_in(column)}
    wanted = [
        key,
        *(type_coerce(column, Text).label(column.name) for column in personal(table)),
        *hashes,
        *(table.columns[name] for name in sorted(named)),
    ]
    query = select(*wanted).where(_old(table)).order_by(key).limit(size or BATCH)
    if after is not None:
        query = query.where(key > after)
    rows = session.execute(query).mappings().all()
    for row in rows:
        _write_anew(session, table, key, row, hashes)
    return Batch(len(rows), rows[-1][key.name] if rows else None)


def _old(table: Any) -> Any:
    newest = prefix() + "%"
    return or_(*(type_coerce(column, Text).not_like(newest) for column in personal(table)))


def _write_anew(session: Session, table: Any, key: Any, row: Any, hashes: list[Any]) -> None:
    plain, as_read, values = {}, [key == row[key.name]], {}
    for column in personal(table):
        stored = row[column.name]
        as_read.append(
            column.is_(None) if stored is None else type_coerce(column, Text) == literal(stored, Text())
        )
        if stored is not None:
            try:
                plain[column.name] = decrypt(stored, column.type.context)
            except UNREADABLE:
                raise KeyMissing(f"{table.name} {row[key.name]}") from None
            values[column.name] = literal(encrypt(plain[column.name], column.type.context), Text())
    for column in hashes:
        stored = row[column.name]
        as_read.append(column.is_(None) if stored is None else column == stored)
        text = plain.get(column.info["index_of"])
        if stored is not None and text is not None:
            values[column.name] = _hash_anew(column, text, row, stored)
    # It is the same row as before: no time of change, no version.
    kept = {column.name: column for column in table.columns if column.onupdate is not None}
    session.execute(update(table).where(and_(*as_read)).values(**kept, **values))


def _hash_anew(column: Any, text: str, row: Any, stored: str) -> str:
    """The hash by the newest key for the purpose it was made for; one that belongs to another text stays."""
    for purpose in column.info["purposes"]:
        made = blind_indexes(text, purpose.format(**row))
        if stored in made:
            return made[0]
    return stored


def _named_in(column: Any) -> Iterator[str]:
    for purpose in column.info["purposes"]:
        if "{" in purpose:
            yield purpose[purpose.index("{") + 1 : purpose.index("}")]


def fleeting_days() -> int:
    """After so many days no keyed hash of an older key means anything that could not be made anew."""
    days = [
        column.info["fleeting_days"]
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "fleeting_days" in column.info
    ]
    return max(days, default=0)
