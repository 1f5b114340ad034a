"""The active release as this process holds it: of another release only the entries that differ are read."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Text, and_, cast, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import FaqReleaseEntry
from bot.services.faq.release import active_release_id
from bot.services.faq.view import FaqView, faq_view, is_valid_on


@dataclass(frozen=True)
class Live:
    """`views`: by name, in the order of the names; whatever their validity."""

    database: str = ""
    release: int | None = None
    views: Mapping[str, FaqView] = field(default_factory=dict)

    def on(self, day: date) -> list[FaqView]:
        """What citizens may be told that day."""
        return [view for view in self.views.values() if is_valid_on(view, day)]


class LiveReader:
    """Shared by all who need the release, so that it is held once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = Live()

    def read(self, session: Session) -> Live:
        """The release that is active in this session's database."""
        with self._lock:
            held, database = self._held, str(session.get_bind().url)
            if held.database != database:
                held = Live(database)
            release = active_release_id(session)
            if release != held.release:
                held = Live(database, release, _views(session, release, held))
            self._held = held
            return held


def _views(session: Session, release: int | None, held: Live) -> dict[str, FaqView]:
    rows = select(FaqReleaseEntry.name, FaqReleaseEntry.snapshot).where(FaqReleaseEntry.release_id == release)
    if held.release is None:
        return {name: faq_view(snapshot) for name, snapshot in session.execute(rows.order_by("name"))}
    old = aliased(FaqReleaseEntry)
    differing = rows.outerjoin(
        old, and_(old.release_id == held.release, old.name == FaqReleaseEntry.name)
    ).where(or_(old.id.is_(None), cast(FaqReleaseEntry.snapshot, Text) != cast(old.snapshot, Text)))
    fresh = {name: faq_view(snapshot) for name, snapshot in session.execute(differing)}
    names = session.scalars(rows.with_only_columns(FaqReleaseEntry.name).order_by(FaqReleaseEntry.name))
    return {name: fresh.get(name) or held.views[name] for name in names}


live = LiveReader()
