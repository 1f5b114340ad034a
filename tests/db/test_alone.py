"""Of two who begin the same in one moment, on two replicas, one is told that the other has begun."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.services.drafts.errors import WorkError
from bot.services.faq import gates
from bot.services.training import runs

BEGINS: dict[str, Callable[[Session, str], Any]] = {
    "a check before a release": lambda session, by: gates.begin(session, by, utc_now()),
    "a training": lambda session, by: runs.begin(session, by, False, {}, "base", utc_now()),
}


@pytest.mark.parametrize("what", BEGINS)
def test_one_begins(both_engines: Engine, what: str) -> None:
    together = Barrier(4)

    def begin(number: int) -> bool:
        together.wait(timeout=60)
        try:
            with Session(both_engines, future=True) as session, session.begin():
                BEGINS[what](session, f"staff:{number}")
        except WorkError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(begin, range(4)))
    assert begun.count(True) == 1
