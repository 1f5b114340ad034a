"""How long until every replica knows: a new FAQ release, and a notice for a citizen connected to either."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.faults.citizen import Citizen
from bot.db.base import utc_now
from bot.db.models import FaqEntry
from bot.db.session import make_engine
from bot.services.faq.release import publish
from bot.services.notices.queue import queue

_PATIENCE_S = 60


def release(database: str, urls: Sequence[str]) -> float:
    """Seconds from the commit of a release until every replica answers from it; nan when one never does."""
    engine, mark = make_engine(database, 30), f"（第{time.time_ns()}稿）"
    with Session(engine, future=True) as session:
        entry = session.scalars(select(FaqEntry).order_by(FaqEntry.id)).first()
        assert entry is not None
        question = entry.question
        entry.answer = f"{entry.answer.split('（第')[0]}{mark}"
        session.flush()
        publish(session, "office")
        session.commit()
    committed, slowest = time.monotonic(), 0.0
    engine.dispose()
    for number, url in enumerate(urls):
        with Citizen(number, [url]) as who:
            while not any(mark in message["text"] for message in who.say(question)):
                if time.monotonic() - committed > _PATIENCE_S:
                    return float("nan")
        slowest = max(slowest, time.monotonic() - committed)
    return slowest


def push(database: str, urls: Sequence[str]) -> dict[str, float]:
    """By address: seconds until a citizen whose conversation began at the first replica is told there; nan: never."""
    return {url: _push_one(database, urls[0], url, number) for number, url in enumerate(urls)}


def _push_one(database: str, home: str, url: str, number: int) -> float:
    heard: list[float] = []
    listening = threading.Event()
    with Citizen(number, [home]) as who:
        key = f"reach/{who.id}"
        headers = {"Authorization": who.http.headers["Authorization"]}

        def listen() -> None:
            with httpx.stream(
                "GET", f"{url}/api/chat/events", headers=headers, timeout=_PATIENCE_S
            ) as response:
                for line in response.iter_lines():
                    if line.startswith("event: ready"):
                        listening.set()
                    if line.startswith("data: ") and json.loads(line[6:]):
                        heard.append(time.monotonic())
                        return

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        if not listening.wait(_PATIENCE_S):
            return float("nan")
        engine = make_engine(database, 30)
        with Session(engine, future=True) as session:
            payload = {"matter_no": "01C1", "item_name": "居住证"}
            queue(session, "application.accepted", key, payload, session_id=who.id, due_at=utc_now())
            session.commit()
        told = time.monotonic()
        engine.dispose()
        listener.join(_PATIENCE_S)
    return heard[0] - told if heard else float("nan")
