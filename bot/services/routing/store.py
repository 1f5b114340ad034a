"""The router in use: trained from the database, kept in it, read by every replica."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Department, RoutingModel
from bot.services.catalogue.record import CITY, checksum
from bot.services.routing import material
from bot.services.routing.model import LAYOUT, OtherLayout, Proposal, Router

log = structlog.get_logger()

_FRESH_FOR_S = 5.0
_FORMAT = 1  # counts up whenever the same material would give another model


@dataclass(frozen=True)
class LearnReport:
    examples: int
    confirmed: int
    departments: int
    unchanged: bool

    def __str__(self) -> str:
        done = "没有变化" if self.unchanged else "已更新"
        return f"分办模型{done}：{self.examples}条材料，其中工作人员确认过的工单{self.confirmed}条，{self.departments}个部门"


def learn(session: Session) -> LearnReport:
    """Trains on what the database and the seed hold now, when that has changed; the caller commits.

    Raises BadSeed, and TooFewExamples where hardly a department has any.
    """
    confirmed = material.confirmed_orders(session)
    in_use = select(Department.code).where(Department.origin == CITY, ~Department.is_withdrawn)
    known = set(session.scalars(in_use))
    rows = [
        (text, code)
        for text, code in (*material.seed_examples(), *material.catalogue_examples(session), *confirmed)
        if code in known
    ]
    key = checksum([_FORMAT, LAYOUT, rows])
    found = session.scalar(select(RoutingModel.id).where(RoutingModel.checksum == key))
    report = LearnReport(len(rows), len(confirmed), len({code for _, code in rows}), found is not None)
    if found is None:
        from bot.services.routing.train import train

        router = train([text for text, _ in rows], [code for _, code in rows])
        session.add(
            RoutingModel(checksum=key, examples=len(rows), confirmed=len(confirmed), body=router.dump())
        )
        session.flush()
    return report


class RouterInUse:
    """The newest router, read again when a newer one has been trained."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[str, int] | None = None
        self._router: Router | None = None
        self._checked = 0.0

    def current(self, session: Session) -> Router | None:
        """None before anything is trained; the one before where the newest is of other software."""
        url = str(session.get_bind().url)
        if self._key and self._key[0] == url and time.monotonic() - self._checked < _FRESH_FOR_S:
            return self._router
        with self._lock:
            newest = session.scalar(select(func.max(RoutingModel.id)))
            if newest is None:
                return None
            if (url, newest) != self._key:
                body = session.scalar(select(RoutingModel.body).where(RoutingModel.id == newest))
                if self._key and self._key[0] != url:
                    self._router = None
                self._key = (url, newest)
                try:
                    self._router = Router.load(body)
                except OtherLayout as error:
                    log.error("routing.other_layout", why=str(error))
            self._checked = time.monotonic()
        return self._router


routers = RouterInUse()


def propose(session: Session, text: str, most: int = 3) -> list[Proposal]:
    """At most `most` departments for a complaint or request, likeliest first; empty when nothing is known of it."""
    router = routers.current(session)
    return router.propose(text)[:most] if router is not None else []
