"""修订历史 of one kind of thing: what each said when something happened to it. Only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models.drafts import RevisionMixin
from bot.db.numbering import next_number

Row = TypeVar("Row", bound=RevisionMixin)


@dataclass(frozen=True)
class Past(Generic[Row]):
    table: type[Row]

    def note(
        self,
        session: Session,
        key: str,
        actor: str,
        action: str,
        body: dict[str, Any],
        now: datetime,
        words: str = "",
    ) -> None:
        row: Any = self.table
        session.add(
            row(
                key=key,
                sequence=next_number(session, self.table.sequence, self.table.key == key),
                at=now,
                actor=actor,
                action=action,
                body=body,
                note=words,
            )
        )
        session.flush()

    def revisions(self, session: Session, key: str, limit: int = 200) -> list[Row]:
        """Newest first."""
        query = select(self.table).where(self.table.key == key)
        return list(session.scalars(query.order_by(col(self.table.sequence).desc()).limit(limit)))

    def revision(self, session: Session, key: str, sequence: int) -> Row | None:
        found: Row | None = session.scalars(
            select(self.table).where(self.table.key == key, self.table.sequence == sequence)
        ).first()
        return found

    def keep_original(
        self, session: Session, key: str, origin: str, body: dict[str, Any], now: datetime
    ) -> None:
        """What the thing said before, where the history does not say it yet (it was imported)."""
        newest = self.revisions(session, key, 1)
        if not newest or newest[0].body != body:
            self.note(session, key, origin, "原版", body, now)
