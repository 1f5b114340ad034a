"""Open data: nobody can be found in it, whatever is added up, subtracted or compared."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import QuestionFact, Rating
from bot.services.insight.cells import count_days
from bot.services.open_data import publish as open_data
from bot.services.open_data.datasets import DATASETS, dataset
from bot.services.open_data.months import MOST, closed_months, period_of
from bot.services.open_data.suppress import FEWEST, RULE, publishable
from tests.services.city import ITEM, add_item
from tests.services.test_insight_cells import UNKNOWN, fact

TODAY = date(2026, 11, 30)
OCTOBER = date(2026, 10, 10)


@pytest.fixture(autouse=True)
def at_the_end_of_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_data, "today", lambda: TODAY)
    open_data._KEPT.clear()


def store(session: Session, *groups: tuple[int, dict[str, Any]]) -> None:
    session.execute(delete(QuestionFact.__table__))
    rows = [row for number, row in groups for _ in range(number)]
    if rows:
        session.execute(insert(QuestionFact.__table__), rows)
    open_data._KEPT.clear()


def asked(**columns: Any) -> dict[str, Any]:
    return fact(**{"outcome": "answered", **columns}) | {"day": columns.get("day", OCTOBER)}


def questions(session: Session) -> open_data.Published:
    found = dataset("questions")
    assert found is not None
    return open_data.publish(session, found)


def said(found: open_data.Published) -> bytes:
    """Everything that leaves the house."""
    return json.dumps(found.as_dict(), ensure_ascii=False).encode() + found.as_csv()


def test_small_counts_are_left_out_and_no_total_says_what_they_were(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        add_item(session)
        store(
            session,
            (7, asked(topic=ITEM, department="ga-hz")),
            (FEWEST, asked(topic=ITEM, department="ga-hz", outcome="lost")),
            (4, asked(topic="rare", department="ga-hz")),
            (9, asked(outcome="lost", **UNKNOWN)),
            (50, asked(kind="emergency", topic="")),
            (50, asked(day=TODAY)),
        )
        found = questions(session)
        count_days(session, TODAY)
        assert questions(session) == found, "from counted days as from the facts"
    row = found.rows[1]
    assert (
        row["count"] == 7 and row["topic_name"] == "居住证首次申领" and row["department_name"] == "公安户政"
    )
    assert [each["count"] for each in found.rows] == [9, 7, FEWEST]
    text = said(found).decode()
    assert "rare" not in text and "emergency" not in text and "2026-10" in text
    assert not {"total", "合计", "share"} & {column.title for column in found.dataset.columns}


hidden = st.integers(0, FEWEST - 1)
shown = st.integers(FEWEST, FEWEST + 20)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(shown, max_size=3), st.lists(st.tuples(hidden, hidden), min_size=1, max_size=5))
def test_what_is_published_is_the_same_whatever_is_hidden(
    engine: Engine, big: list[int], small: list[tuple[int, int]]
) -> None:
    """The rule's proof: nothing that leaves the house depends on a hidden cell, so nothing can be worked out."""
    departments = ("ga", "gjj")
    common = [(n, asked(topic=f"big-{at}", department=departments[at % 2])) for at, n in enumerate(big)]
    outcomes = ("answered", "useless", "lost", "handed", "outside")

    def cell(at: int) -> dict[str, Any]:
        """Small cells beside big ones: of the same department, of the same topic, of the month before."""
        topic = f"big-{at}" if at < len(big) else f"small-{at}"
        outcome = outcomes[1 + at % 4] if at < len(big) else "answered"
        return asked(topic=topic, department=departments[at % 2], outcome=outcome)

    with Session(engine, future=True) as session:
        seen = []
        for which in (0, 1):
            store(session, *common, *((pair[which], cell(at)) for at, pair in enumerate(small)))
            seen.append(said(questions(session)))
        assert seen[0] == seen[1]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30)))
def test_published_cells_are_as_they_were_counted(counts: dict[str, int]) -> None:
    kept = publishable(counts)
    assert all(counts[key] == number >= FEWEST for key, number in kept.items())
    assert all(number < FEWEST for key, number in counts.items() if key not in kept)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_only_months_to_which_nothing_can_be_added(today: date) -> None:
    months = closed_months(today)
    assert len(months) == MOST and months == sorted(set(months))
    newest = period_of(months[-1])
    assert newest.last <= today - timedelta(days=3)
    assert (today - newest.last).days <= 34, "and none is missing"


def test_ratings_are_counted_by_level(both_engines: Engine) -> None:
    found = dataset("ratings")
    assert found is not None
    with Session(both_engines, future=True) as session:
        for n in range(7):
            session.add(
                Rating(
                    matter_no=f"M{n}", matter_kind="application", department_code="ga-hz", session_id="web:1",
                    satisfaction=1 if n < 6 else 5, created_at=period_of("2026-10").starts_at,
                )
            )  # fmt: skip
        session.flush()
        rows = open_data.publish(session, found).rows
    assert [(row["level"], row["count"], row["month"]) for row in rows] == [("非常满意", 6, "2026-10")]


def test_every_column_is_explained_and_no_formula_gets_into_a_sheet(session: Session) -> None:
    store(session, (5, asked(kind="faq", topic='=HYPERLINK("x")')))
    rows = list(csv.reader(io.StringIO(questions(session).as_csv().decode("utf-8-sig"))))
    assert rows[1][4] == '\'=HYPERLINK("x")'
    for each in DATASETS:
        described = open_data.described(each)
        assert described["rule"] == RULE and described["licence"] and described["city"]
        assert all(column["meaning"] and column["title"] for column in described["columns"])
        assert [each.columns[0].name, each.columns[-1].name] == ["month", "count"]
