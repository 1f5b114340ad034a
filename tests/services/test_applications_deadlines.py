"""Deadlines equal a recomputation from the history, and states move only as the table says."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.applications.deadlines import Limit, city_date, deadlines, limit, pauses
from bot.services.applications.states import TRANSITIONS, State, may_follow
from bot.services.calendar.working_days import WorkingCalendar

CALENDAR = WorkingCalendar()
MONDAY = date(2026, 11, 23)


def test_none_where_no_limit_is_set() -> None:
    due = deadlines(MONDAY, limit(None, None), limit(15, "自然日"), CALENDAR)
    assert (due.promised_on, due.statutory_on, due.estimated) == (None, date(2026, 12, 8), False)
    assert limit(5, None) is None and limit(None, "工作日") is None
    assert deadlines(MONDAY, None, None, CALENDAR).statutory_on is None


def test_a_promise_is_never_later_than_the_law() -> None:
    due = deadlines(MONDAY, Limit(20, "工作日"), Limit(20, "自然日"), CALENDAR)
    assert due.promised_on == due.statutory_on == date(2026, 12, 14)


def test_an_unpublished_year_is_said_to_be_estimated() -> None:
    assert deadlines(date(2026, 12, 25), Limit(10, "工作日"), None, CALENDAR).estimated


def test_the_day_is_the_citys() -> None:
    assert city_date(datetime(2026, 11, 23, 16, 30, tzinfo=timezone.utc)) == date(2026, 11, 24)


@given(
    st.integers(1, 30),
    st.sampled_from(["工作日", "自然日"]),
    st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from(["suspended", "in_progress", "correction"])), max_size=6
    ),
)
@settings(deadline=None)
def test_equal_to_counting_days_from_the_history(days: int, unit: str, moves: list[tuple[int, str]]) -> None:
    at = datetime(2026, 3, 2, 2, tzinfo=timezone.utc)
    history, stood_still, paused = [(at, "accepted")], set(), False
    for wait, state in [*moves, (1, "in_progress")]:
        later = at + timedelta(days=wait)
        if paused:
            stood_still |= {city_date(at) + timedelta(days=k) for k in range(1, wait + 1)}
        paused, at = state != "in_progress", later
        history.append((later, state))
    counted = [
        day
        for day in (date(2026, 3, 2) + timedelta(days=k) for k in range(1, 300))
        if day not in stood_still and (unit == "自然日" or CALENDAR.is_working_day(day))
    ]
    due = counted[days - 1]
    while not CALENDAR.is_working_day(due):
        due += timedelta(days=1)
    found = deadlines(date(2026, 3, 2), Limit(days, unit), None, CALENDAR, pauses(history))
    assert found.promised_on == due


def test_states_have_words_and_codes_of_the_exchange() -> None:
    assert {state.code: state.label for state in State if state.code} == {
        "02": "收件", "05": "受理", "06": "补齐补正", "07": "不予受理",
        "10": "办结", "11": "挂起", "12": "在办", "13": "退件",
    }  # fmt: skip
    assert set(TRANSITIONS) == set(State)
    assert {state for state in State if state.is_final} == {
        State.CANCELLED, State.EXPIRED, State.NOT_ACCEPTED, State.COMPLETED, State.RETURNED, State.WITHDRAWN
    }  # fmt: skip
    assert all(may_follow(s, State.WITHDRAWN) for s in State if not s.is_final and s is not State.DRAFT)
    assert not may_follow(State.DRAFT, State.ACCEPTED) and not may_follow(State.COMPLETED, State.WITHDRAWN)
