"""Figures about questions on both databases: the same from counted days as from the facts themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import CountedDay, QuestionCount, QuestionFact
from bot.services.insight.cells import DIMENSIONS, cells, count_days
from bot.services.insight.outcomes import Outcome
from bot.services.insight.period import BadPeriod, Period, last_days, read_period
from bot.services.insight.questions import questions
from bot.services.insight.share import Share
from bot.services.insight.tally import Tally

TODAY = date(2026, 11, 30)


def fact(days_ago: int = 0, outcome: str = "answered", **columns: Any) -> dict[str, Any]:
    return {
        "day": TODAY - timedelta(days=days_ago),
        "hour": 9,
        "channel": "web",
        "region": "",
        "department": "ga",
        "kind": "item",
        "topic": "passport",
        "outcome": outcome,
        "speed": 0,
        **columns,
    }


UNKNOWN = {"department": "", "kind": "", "topic": ""}
SOME = [
    fact(0, hour=23, region="江滨区"),
    fact(0, "useless"),
    fact(1, channel="wechat"),
    fact(5, kind="faq", topic="gjj-1", department="gjj", speed=4),
    fact(5, "lost", **UNKNOWN),
    fact(6, "clarified", **UNKNOWN),
    fact(6, "chosen"),
    fact(12, hour=0),
    fact(12, "handed", hour=0),
]


def store(session: Session, rows: list[dict[str, Any]]) -> None:
    for table in (QuestionFact, QuestionCount, CountedDay):
        session.execute(delete(table.__table__))
    if rows:
        session.execute(insert(QuestionFact.__table__), rows)


def all_cells(session: Session, period: Period) -> dict[Any, Counter[Outcome]]:
    return {
        (dimension, by_day, cell.day, cell.key, cell.department): +cell.counts
        for dimension in DIMENSIONS
        for by_day in (False, True)
        for cell in cells(session, dimension, period, by_day=by_day)
    }


def test_counted_days_say_what_the_facts_say(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        store(session, SOME)
        period = last_days(10, TODAY)
        before, ours = all_cells(session, period), all_cells(session, period.of(["ga"]))
        assert count_days(session, TODAY) == 3 and count_days(session, TODAY) == 0
        assert set(session.scalars(select(CountedDay.day))) == {TODAY - timedelta(days=n) for n in (5, 6, 12)}
        session.execute(delete(QuestionFact.__table__).where(QuestionFact.day.in_(select(CountedDay.day))))
        assert all_cells(session, period) == before
        assert all_cells(session, period.of(["ga"])) == ours and len(ours) < len(before)
        assert count_days(session, TODAY) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            fact,
            days_ago=st.integers(0, 9),
            outcome=st.sampled_from([each.value for each in Outcome]),
            hour=st.sampled_from([0, 9, 23]),
            region=st.sampled_from(["", "江滨区"]),
            department=st.sampled_from(["", "ga", "gjj"]),
            topic=st.sampled_from(["a", "b"]),
            speed=st.integers(0, 4),
        ),
        max_size=30,
    )
)
def test_any_facts_are_counted_whole(engine: Engine, rows: list[dict[str, Any]]) -> None:
    with Session(engine, future=True) as session:
        store(session, rows)
        period = last_days(10, TODAY)
        facts = all_cells(session, period)
        count_days(session, TODAY)
        assert all_cells(session, period) == facts
        for dimension in DIMENSIONS:
            assert sum(sum(cell.counts.values()) for cell in cells(session, dimension, period)) == len(rows)


def test_the_report_says_how_many_and_what_became_of_them(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        store(session, SOME)
        found = questions(session, last_days(10, TODAY))
    total = found.total
    assert (total.questions, total.answers, total.objections) == (5, 4, 1)
    assert str(total.self_service) == "60.0%" and str(total.not_understood) == "20.0%"
    assert str(total.useful) == "75.0%"
    assert found.before.questions == 1 and found.before.handed_over == 1
    assert [(row.key, row.department, row.tally.answers) for row in found.topics] == [
        ("item:passport", "ga", 3),
        ("faq:gjj-1", "gjj", 1),
    ]
    assert found.topics[0].before is not None and found.topics[0].before.answers == 1
    assert [row.key for row in found.departments] == ["ga", "gjj", ""]
    assert len(found.days) == 10 and found.days[-1][0] == TODAY
    assert found.hours[23][1].answers == 1 and found.hours[9][1].answers == 3
    assert {row.key: row.tally.questions for row in found.regions} == {"江滨区": 1, "": 4}
    assert found.speeds[4][1].answers == 1


def test_a_department_sees_its_own(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        store(session, SOME)
        found = questions(session, last_days(10, TODAY).of(["gjj"]))
        assert [row.key for row in found.topics] == ["faq:gjj-1"] and found.total.answers == 1
        assert questions(session, last_days(10, TODAY).of(["nobody"])).total == Tally()


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_share_is_none_or_all_only_when_it_is(part: int, more: int) -> None:
    share = Share(part, part + more)
    if part + more == 0:
        assert share.value is None and str(share) == "—"
        return
    assert 0 <= (share.value or 0) <= 1
    assert (str(share) == "0.0%") == (part == 0) and (str(share) == "100.0%") == (more == 0)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("soon", "", "2026-01-31"), ("2026-12-01", "2026-11-01", "晚于"), ("2024-01-01", "", "最多看")],
)
def test_a_period_nobody_can_mean_is_refused_in_words(first: str, last: str, words: str) -> None:
    with pytest.raises(BadPeriod, match=words):
        read_period(first, last, TODAY)


def test_a_period_and_the_one_before() -> None:
    period = read_period("", "", TODAY)
    assert (period.days, period.last) == (30, TODAY)
    assert period.before().last + timedelta(days=1) == period.first
    assert (period.ends_at - period.starts_at).days == 30
