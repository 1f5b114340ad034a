"""kill -9 while citizens apply, book and complain and staff publish; the short form of `make faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.databases import Databases
from benchmarks.faults.kills import kill_while_served
from benchmarks.faults.replica import Replica
from bot.assistant.model import NoModel, latest_model

pytestmark = pytest.mark.slow


def test_killed_on_sqlite_nothing_is_lost_or_twice(tmp_path: Path) -> None:
    try:
        model = latest_model()
    except NoModel as error:
        pytest.skip(str(error))
    database = Databases(tmp_path).new("sqlite")
    more = {"ZHENGWEN_MODEL_DIR": str(model.parent), "ZHENGWEN_DATABASE_TIMEOUT_S": "20"}
    replica = Replica(database, tmp_path / "serve.log", more)
    result = kill_while_served(
        "sqlite", database, [replica], cases=3, bookings=2, orders=2, releases=True, every=20, at_once=4
    )
    assert result.found.clean, result.found.wrong
    assert (len(result.told.cases), len(result.told.bookings), len(result.told.orders)) == (3, 2, 2)
    assert result.kills >= 1
