"""Funnels, times, ratings and hot issues on both databases, from what citizens and officers really do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Application, Rating, Rectification, WorkOrder
from bot.services.applications import drafts, filing
from bot.services.applications.states import State
from bot.services.applications.transitions import transition
from bot.services.calendar.working_days import WorkingCalendar
from bot.services.content import CITY_ZONE
from bot.services.insight import export, funnel, times
from bot.services.insight.alike import alike
from bot.services.insight.durations import Stopwatch, quantile
from bot.services.insight.figures import figures
from bot.services.insight.hot import hot, spans
from bot.services.insight.period import Period
from bot.services.insight.ratings import ratings
from bot.services.routing.material import seed_examples
from bot.services.work_orders import handling
from bot.services.work_orders.filing import file_order, urge
from bot.services.work_orders.states import OrderState
from bot.services.work_orders.views import NewOrder
from tests.services.city import ITEM, NOW, add_item, fill, open_draft

TODAY = NOW.astimezone(CITY_ZONE).date()
PERIOD = Period(TODAY - timedelta(days=6), TODAY + timedelta(days=60))
COMPLAINTS = (
    "小区电梯坏了三个星期物业不修",
    "电梯坏了半个月没人修",
    "我们楼电梯一直停运，物业不管",
    "电梯故障停运好几天，老人上不去楼",
    "公司拖欠工资三个月",
    "老板拖欠农民工工资",
    "拖欠工资不发",
    "路灯坏了一个月，晚上看不见",
)


@pytest.fixture
def db(both_engines: Engine) -> Iterator[Session]:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        yield session


def at(days: int, hour: int = 2) -> datetime:
    return NOW.replace(hour=hour) + timedelta(days=days)


def file_one(db: Session, key: str) -> int:
    draft = open_draft(db, key, conversation=f"web:{key}")
    fill(db, draft)
    filing.file(db, draft, NOW)
    return draft


def complete(db: Session, key: str, days: int, *, stood_still: tuple[int, int] | None = None) -> int:
    """A case filed and accepted on the first day, completed `days` later."""
    case = file_one(db, key)
    transition(db, case, State.ACCEPTED, "staff:wang", "", NOW)
    if stood_still:
        transition(db, case, State.SUSPENDED, "staff:wang", "评审", at(stood_still[0]))
        transition(db, case, State.IN_PROGRESS, "staff:wang", "评审完", at(stood_still[1]))
    transition(db, case, State.COMPLETED, "staff:wang", "已办好", at(days))
    return case


def test_where_people_drop_out(db: Session) -> None:
    add_item(db)
    complete(db, "done", 3)
    file_one(db, "filed")
    fill(db, open_draft(db, "at-review", conversation="web:r"))
    half = open_draft(db, "half", conversation="web:h")
    for said in ("不在", "满了", "我在上班", "同意", "张三"):
        drafts.answer(db, half, said, NOW)
    drafts.cancel(db, half, NOW)
    refused = open_draft(db, "refused", conversation="web:n")
    assert drafts.answer(db, refused, "在", NOW).kind == "ineligible"
    fresh = open_draft(db, "fresh", conversation="web:f")
    db.execute(update(Application).values(updated_at=at(-2)))
    db.execute(update(Application).where(Application.id == fresh).values(updated_at=NOW))
    db.commit()

    (found,) = funnel.funnels(db, PERIOD, NOW)
    assert found.item == ITEM and found.department == "ga-hz"
    assert found.reached == (6, 4, 4, 3, 2, 1)
    assert (found.refused, found.at_it, str(found.filed)) == (1, 1, "33.3%")
    steps = {each.key: each for each in funnel.asked_steps(db, PERIOD, ITEM, NOW)}
    order = list(steps)
    assert order[:3] == ["local_household", "half_year", "ground"] and order[-1] == "review"
    assert order.index("consent") < order.index("name") < order.index("review")
    assert steps["local_household"].asked == 6 and steps["local_household"].stopped == 0
    assert (steps["id_number"].asked, steps["id_number"].stopped) == (4, 1)
    assert (steps["review"].asked, steps["review"].stopped) == (3, 1)
    assert steps["id_number"].label == "公民身份号码"
    assert sum(each.stopped for each in steps.values()) == 2
    assert funnel.funnels(db, PERIOD.of(["elsewhere"]), NOW) == []
    assert funnel.funnels(db, PERIOD.before(), NOW) == []


def test_time_to_finish_against_the_promise(db: Session) -> None:
    add_item(db)
    complete(db, "quick", 1)
    complete(db, "same-day", 0)
    late = complete(db, "late", 30)
    complete(db, "paused", 9, stood_still=(1, 8))
    file_one(db, "open")
    db.commit()
    (found,) = times.cases(db, PERIOD)
    assert (found.key, found.number, found.promised, found.on_time) == (ITEM, 4, 4, 3)
    # NOW is a Monday: 30 days later is a Wednesday, 22 working days on; the paused one worked on two.
    assert sorted(found.days) == [0, 1, 2, 22]
    assert (found.median, found.p90, str(found.kept)) == (1, 22, "75.0%")
    assert times.cases(db, PERIOD.of(["gjj"])) == [] and times.cases(db, PERIOD.before()) == []
    assert late and times.together(times.cases(db, PERIOD)).number == 4


def complain(db: Session, n: int, words: str, days: int, **more: Any) -> int:
    new = NewOrder(
        "投诉", words, location="幸福路18号", name="李娜", mobile="13912345679", department_code="zj",
        **more,
    )  # fmt: skip
    view = file_order(
        db, new, opening_key=f"o{n}", conversation_id="web:1", region_code="990100", now=at(days)
    )
    db.execute(update(WorkOrder).where(WorkOrder.id == view.id).values(created_at=at(days)))
    return view.id


def test_hot_issues_are_found_read_masked_and_compared(db: Session) -> None:
    period = Period(TODAY - timedelta(days=6), TODAY)
    for n, words in enumerate(COMPLAINTS):
        complain(db, n, words, -(n % 3))
    complain(db, 20, "李娜家的电梯坏了三个星期物业不修，请打13912345679，幸福路18号", -1)
    complain(db, 21, "电梯坏了半个月没人修，我要保密", -1, is_secret=True)
    complain(db, 22, "电梯停运，物业不修电梯", -8)
    urge(db, complain(db, 23, "广场舞太吵", 0), "u", "快点", at(0))
    db.commit()
    found = hot(db, period, ["投诉"])
    assert (found.total, found.read) == (11, 12), "催办 stands with its order"
    lifts, wages = found.issues
    assert "电梯" in lifts.title and (lifts.now, lifts.before, lifts.trend) == (6, 1, "上升")
    assert "工资" in wages.title and (wages.now, wages.trend) == (3, "新出现")
    assert sum(times for _, times in lifts.heat) == 6 and len(lifts.heat) == 7
    shown = "\n".join(each.words for each in lifts.examples)
    assert "李娜" not in shown and "13912345679" not in shown and "幸福路18号" not in shown
    assert "我要保密" not in shown and shown
    assert hot(db, period.of(["elsewhere"])).issues == []
    assert hot(db, period, ["表扬"]).total == 0


def test_an_order_is_late_when_its_day_is_over(db: Session) -> None:
    quick, slow = complain(db, 1, "路灯不亮", 0), complain(db, 2, "井盖丢了", 0)
    for order, days in ((quick, 2), (slow, 40)):
        for state in (OrderState.ACCEPTED, OrderState.REPLIED, OrderState.CLOSED):
            handling.move(db, order, state, "staff:wang", at(days), "已处理")
    db.commit()
    (found,) = times.orders(db, PERIOD)
    assert (found.key, found.department, found.number, found.on_time) == ("投诉", "zj", 2, 1)
    assert found.days[0] == 2 and found.days[1] > 20
    assert [each.key for each in times.by_department([found])] == ["zj"]


def test_ratings_and_what_was_put_right(db: Session) -> None:
    for n, (level, due, done) in enumerate(
        [(1, None, None), (2, None, None), (5, 3, 1), (4, 3, 9), (4, -1, None), (5, 30, None)]
    ):
        rating = Rating(
            matter_no=f"M{n}", matter_kind="application", item_code=ITEM, department_code="ga-hz",
            satisfaction=level, reasons=["slow"] if level > 3 else ["polite"], session_id="web:1",
            created_at=NOW,
        )  # fmt: skip
        db.add(rating)
        db.flush()
        if due is not None:
            finished = at(done) if done is not None else None
            db.add(
                Rectification(
                    rating_id=rating.id,
                    department_code="ga-hz",
                    due_on=TODAY + timedelta(days=due),
                    finished_at=finished,
                )
            )
    db.commit()
    found = ratings(db, PERIOD, TODAY + timedelta(days=10))
    total = found.total
    assert (total.number, total.mean, str(total.bad)) == (6, 2.5, "66.7%")
    assert (total.put_right, total.late, total.waiting, str(total.rectified)) == (1, 2, 1, "33.3%")
    assert total.reasons["办理时间太长"] == 4
    assert [each.key for each in found.departments] == ["ga-hz"] and found.items[0].number == 6
    assert ratings(db, PERIOD.of(["gjj"]), TODAY).total.number == 0
    assert str(ratings(db, PERIOD.before(), TODAY).total.bad) == "—"


def test_the_workbook_holds_numbers_and_no_formula(db: Session) -> None:
    add_item(db, name="=HYPERLINK(1)")
    complete(db, "quick", 1)
    for n, words in enumerate(("=1+1 电梯坏了没人修", "=1+1 电梯坏了物业不修", "=1+1 电梯坏了没人管")):
        complain(db, n, words, 0)
    db.commit()
    raw = export.workbook(figures(db, PERIOD, NOW), hot(db, PERIOD))
    book = load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book.worksheets for row in sheet.rows for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert {"=HYPERLINK(1)", "=1+1 电梯坏了物业不修"} & {cell.value for cell in cells}
    row = [cell.value for cell in list(book["办理漏斗"].rows)[1]]
    assert row[3:10] == [1, 1, 1, 1, 1, 1, 1] and book["口径"]["B2"].value.startswith(str(PERIOD.first))


def test_complaints_about_the_same_stand_together() -> None:
    groups = alike(COMPLAINTS, 2, [text for text, _ in seed_examples()])
    assert sorted(sorted(members) for members, _ in groups) == [[0, 1, 2, 3], [4, 5, 6]]
    assert "电梯" in groups[0][1] and "工资" in groups[1][1]
    assert alike([], 2) == [] and alike(["电梯坏了"], 2) == [] and alike(["，，", "。。"], 2) == []


@given(st.lists(st.integers(0, 300), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_a_number_of_days_in_which_so_many_were_done(days: list[int], share: float) -> None:
    found = quantile(days, share)
    assert found in days
    assert sum(day <= found for day in days) >= share * len(days) - 1e-9
    assert sum(day < found for day in days) < share * len(days) + 1e-9


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)), st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(start: date, first: int, more: int) -> None:
    watch = Stopwatch(WorkingCalendar())
    middle, end = start + timedelta(days=first), start + timedelta(days=first + more)
    whole = watch.working_days(start, end)
    assert whole == watch.working_days(start, middle) + watch.working_days(middle, end)
    assert watch.working_days(start, end, [(start, end)]) == 0


@given(st.integers(1, 366))
def test_heat_covers_every_day_once(days: int) -> None:
    period = Period(TODAY - timedelta(days=days - 1), TODAY)
    covered = [
        first + timedelta(days=n) for first, last in spans(period) for n in range((last - first).days + 1)
    ]
    assert covered == period.all_days()
