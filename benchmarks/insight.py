"""How long 统计分析 takes over many facts, and what counting costs a turn: `python -m benchmarks.insight`.

CPU seconds are those of this process and of PostgreSQL together; on a machine that does nothing else the page takes
about as long, on a busy one the clock says more. A PostgreSQL of its own with facts spread over 90 days, 320 topics and 20 departments; the page is asked over HTTP by
a member of staff who is logged in, first from the facts of every day, then as it is once the days that are over are
counted (housekeeping does that, a day at a time).
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

_FILL = """
INSERT INTO question_fact (day, hour, channel, region, department, kind, topic, outcome, speed)
SELECT :today - (random() * 89)::int, (random() * 23)::int, (ARRAY['web', 'wechat', 'wecom'])[1 + (random() * 2)::int],
  (ARRAY['', '', '江滨区', '河东区', '新城区'])[1 + (random() * 4)::int],
  CASE WHEN outcome IN ('lost', 'clarified', 'outside') THEN '' ELSE 'department-' || (t % 20) END,
  CASE WHEN outcome IN ('lost', 'clarified', 'outside') THEN '' WHEN t < 60 THEN 'item' ELSE 'faq' END,
  CASE WHEN outcome IN ('lost', 'clarified', 'outside') THEN '' ELSE 'topic-' || t END, outcome, (random() * 3)::int
FROM (SELECT (power(random(), 2) * 320)::int AS t,
  (ARRAY['answered', 'answered', 'answered', 'answered', 'answered', 'chosen', 'clarified', 'lost', 'useless', 'outside'])
  [1 + (random() * 9)::int] AS outcome FROM generate_series(1, :number)) AS made
"""
_PAGES = (
    "/staff/insight",
    "/staff/insight?first={year}",
    "/staff/insight?department=ga-hz",
    "/staff/insight/examples?outcome=lost",
)


@contextmanager
def postgres() -> Iterator[str]:
    import pgserver

    with tempfile.TemporaryDirectory(prefix="zw-", dir="/tmp") as folder:
        server = pgserver.get_server(folder)
        _FOLDER[0] = folder
        yield str(make_url(server.get_uri()).render_as_string(hide_password=False))
        server.cleanup()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--facts", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=7)
    asked = options.parse_args()
    with postgres() as url:
        os.environ["ZHENGWEN_DATABASE_URL"] = url
        os.environ["ZHENGWEN_DATABASE_TIMEOUT_S"] = "60"
        run(asked.facts, asked.rounds)


def run(facts: int, rounds: int) -> None:
    from fastapi.testclient import TestClient

    from bot.app import create_app
    from bot.db import migrate
    from bot.db.base import utc_now
    from bot.db.session import get_engine, write_session
    from bot.services.content import today
    from bot.services.insight.cells import count_days
    from bot.services.staff import accounts
    from bot.settings import get_settings

    migrate.upgrade(get_settings().database_url)
    with write_session() as session:
        accounts.add(session, "fang", "fang", "benchmark", utc_now(), ["分析"], (), "Zheng-wen-2026")
        session.execute(text(_FILL), {"today": today(), "number": facts})
    _tidy(get_engine())
    client = TestClient(create_app(), follow_redirects=False)
    client.post("/staff/login", data={"username": "fang", "password": "Zheng-wen-2026"})
    pages = [page.format(year=today() - timedelta(days=364)) for page in _PAGES]
    print(f"{facts:,} facts of 90 days on PostgreSQL; seconds, median of {rounds} (slowest)")
    print("from the facts themselves")
    for page in pages:
        _report(page, rounds, lambda page=page: client.get(page).raise_for_status())
    days, started = 0, time.perf_counter()
    while True:
        with write_session() as session:
            counted = count_days(session, today(), most=1)
        days += counted
        if not counted:
            break
    print(
        f"counting {days} days once: {time.perf_counter() - started:.1f}, {(time.perf_counter() - started) / max(days, 1):.2f} a day"
    )
    _tidy(get_engine())
    print("with the days that are over counted")
    for page in pages:
        _report(page, rounds, lambda page=page: client.get(page).raise_for_status())
    _turns()


def _turns() -> None:
    """What a fact and a step of a form add to their transactions."""
    from bot.db.base import utc_now
    from bot.db.models import Application, Conversation
    from bot.db.session import get_engine, write_session
    from bot.services.insight import facts, steps

    now = utc_now()
    with write_session() as session:
        session.add(Conversation(id="web:1", channel="web", expires_at=now, last_seen_at=now))
        case = Application(
            opening_key="k", item_code="i", item_name="i", region_code="990100", session_id="web:1"
        )
        session.add(case)
        session.flush()
        number = case.id
    heard = facts.Heard("护照多少钱", "", facts.Topic("item", "i", "d"), False, "web", "", 0.01, now)
    row: Any = facts.count(heard, None)
    assert row is not None
    took = []
    for n in range(500):
        with get_engine().begin() as connection:
            started = time.perf_counter()
            facts.write(connection, row.row, "web:1", n)
            took.append(time.perf_counter() - started)
    print(
        f"a fact costs its turn {statistics.median(took) * 1000:.2f} ms (median), {_p95(took) * 1000:.2f} ms (95 %)"
    )
    took = []
    for n in range(500):
        with write_session() as session:
            session.connection()
            started = time.perf_counter()
            steps.note(session, number, f"step-{n}", "field", now)
            took.append(time.perf_counter() - started)
    print(
        f"a step costs its turn {statistics.median(took) * 1000:.2f} ms (median), {_p95(took) * 1000:.2f} ms (95 %)"
    )


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _report(what: str, rounds: int, do: Callable[[], object]) -> None:
    do()
    took, cpu = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), _cpu()
        do()
        took.append(time.perf_counter() - started)
        cpu.append(_cpu() - used)
    print(f"  {statistics.median(took):6.2f} ({max(took):.2f})  {statistics.median(cpu):6.2f} CPU  {what}")


def _cpu() -> float:
    """Seconds used so far by this process and by every backend of the PostgreSQL it has started."""
    import psutil

    total = time.process_time()
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and _FOLDER[0] in _folders(process):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _folders(process: Any) -> str:
    """Of a backend the command line says little; its parent, the server, names the folder."""
    import psutil

    try:
        of = [process, *process.parents()[:1]]
        return " ".join(" ".join(each.cmdline()) for each in of)
    except psutil.Error:
        return ""


_FOLDER = [""]


def _tidy(engine: Any) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


if __name__ == "__main__":
    main()
