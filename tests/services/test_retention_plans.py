"""What is over is found by an index, however much is kept: the plans of both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.services.retention.schedule import RULES, due
from tests.services.filled import NOW

FOUND_BY = {"notices": "ix_chat_event_created_at", "outbox": "ix_outbox_message_created_at"}


def plan(engine: Engine, statement: str, values: Any) -> str:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # an empty table is read whole
            rows = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
        else:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(row[-1] for row in rows)


@pytest.mark.parametrize("name", FOUND_BY)
def test_what_grows_with_every_notice_is_found_by_its_time(both_engines: Engine, name: str) -> None:
    (rule,) = (rule for rule in RULES if rule.name == name)
    asked: list[tuple[str, Any]] = []
    event.listen(
        both_engines,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, values, *_: asked.append((statement, values)),
    )
    with Session(both_engines, future=True) as session:
        due(session, rule, NOW)
    table = FOUND_BY[name].removeprefix("ix_").removesuffix("_created_at")
    (search,) = [each for each in asked if f"SELECT {table}.id" in each[0]]
    assert FOUND_BY[name] in plan(both_engines, *search)
