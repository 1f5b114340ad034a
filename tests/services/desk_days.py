"""A desk with agents, on a working day of the demo city, for tests of handing over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import ChatEvent, Handover
from bot.services.content import CITY_ZONE
from bot.services.handover import asking, duty
from bot.services.notices import events

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=CITY_ZONE)  # a Tuesday
NIGHT = datetime(2026, 3, 3, 22, 0, tzinfo=CITY_ZONE)
LIN, ZHOU, HE = "staff:lin", "staff:zhou", "staff:he"
WEB = "web:citizen-1"


class DeskDay:
    """One database, one clock that is turned by hand."""

    def __init__(self, engine: Engine) -> None:
        self.make = sessionmaker(engine, future=True, expire_on_commit=False)
        self.now = NOW

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.make.begin() as session:
            yield session

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def on_duty(self, *actors: str, departments: tuple[str, ...] = ()) -> None:
        with self.session() as session:
            for actor in actors:
                duty.start(session, actor, departments, self.now)

    def ask(self, conversation: str = WEB) -> asking.Asked:
        with self.session() as session:
            return asking.ask(session, conversation, conversation.partition(":")[0], self.now)

    def row(self, handover_id: int) -> Handover:
        with self.session() as session:
            found = session.get(Handover, handover_id, populate_existing=True)
            assert found is not None
            session.expunge(found)
            return found

    def heard(self, conversation: str = WEB) -> list[str]:
        """What the website's feed has for the citizen."""
        with self.session() as session:
            return [each.message["text"] for each in events.after(session, conversation, 0)]

    def raw_feed(self) -> str:
        with self.session() as session:
            rows = session.connection().exec_driver_sql("SELECT message, words FROM chat_event").all()
            assert session.scalars(select(ChatEvent.id)).all() is not None
            return str(rows)
