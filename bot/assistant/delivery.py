"""The worker that empties the outbox: a thread a lane, woken when somebody waits, looking twice a second else."""

from __future__ import annotations

import threading
import time
from functools import partial

import structlog

from bot.db.base import utc_now
from bot.db.session import reader_factory, session_factory, write_session
from bot.services.notices.deliver import Ways, deliver_due
from bot.services.notices.nudge import WAKE
from bot.services.notices.outbox import LANES, is_waiting

log = structlog.get_logger()

EVERY_S = 0.5
AFTER_FAILURE_S = 5.0

WAYS = Ways()  # channels that have to be called put themselves into `push`


class DeliveryWorker:
    """Started with the application, stopped with it; several replicas may run one each."""

    def __init__(self, ways: Ways = WAYS) -> None:
        self._ways, self._stop = ways, threading.Event()
        # The database the application began with, whatever the settings say later.
        self._read, self._write = reader_factory(), session_factory()
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"delivery {lane}", daemon=True)
            for lane in LANES
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        WAKE.set()
        until = time.monotonic() + 5
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self, lane: str) -> None:
        while not self._stop.is_set():
            pause = EVERY_S
            try:
                # A look that takes no write lock; only what is due costs a transaction.
                with self._read() as session:
                    waiting = is_waiting(session, utc_now(), lane)
                if waiting:
                    transaction = partial(write_session, factory=self._write)
                    deliver_due(transaction, self._ways, utc_now(), only=lane)
            except Exception:
                log.exception("delivery.failed")
                pause = AFTER_FAILURE_S
            WAKE.wait(pause)
            WAKE.clear()
