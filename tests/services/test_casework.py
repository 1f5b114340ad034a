"""The lists of officers and the inbox of editors, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import Application, Conversation, Turn, WorkOrder
from bot.services.applications import filing
from bot.services.casework import bookings, cases, orders
from bot.services.content import today
from bot.services.faq import inbox
from bot.services.work_orders.filing import file_order, urge
from bot.services.work_orders.views import NewOrder
from tests.services import halls
from tests.services.city import NOW, add_item, fill, open_draft


@pytest.fixture
def db(both_engines: Engine) -> Iterator[Session]:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        yield session


def test_cases_by_their_promise(db: Session) -> None:
    add_item(db)
    for key, days in (("none", None), ("late", -1), ("near", 2)):
        draft = open_draft(db, key, conversation=f"web:{key}")
        fill(db, draft)
        filing.file(db, draft, NOW)
        promised = today() + timedelta(days=days) if days is not None else None
        db.execute(update(Application).where(Application.id == draft).values(promised_on=promised))
    open_draft(db, "draft", conversation="web:draft")
    db.commit()
    rows, total = cases.listed(db, cases.Asked(), today())
    assert total == 3 and [row.days_left for row in rows] == [-1, 2, None]
    assert cases.overdue(db, (), today()) == 1 and cases.overdue(db, ["elsewhere"], today()) == 0
    assert cases.listed(db, cases.Asked(due="soon"), today())[1] == 1
    assert cases.listed(db, cases.Asked(words="100%"), today())[1] == 0
    assert cases.listed(db, cases.Asked(words=rows[0].case_no.lower()), today())[1] == 1
    found = cases.file_of(db, cases.find(db, rows[0].case_no), today())
    assert found.fields and found.may and found.is_open
    assert all("张三" not in field.value for field in found.fields)
    assert any("张三" in field.value for field in cases.file_of(
        db, cases.find(db, rows[0].case_no), today(), in_full=True).fields)  # fmt: skip


def test_orders_by_their_day_with_how_often_they_were_urged(db: Session) -> None:
    halls.add_hall(db)
    new = NewOrder("投诉", "楼下烧烤店半夜吵", name="李娜", mobile="13912345679", department_code="ga-crj")
    numbers = []
    for key, days in (("far", 9), ("late", -2)):
        view = file_order(
            db, new, opening_key=key, conversation_id="web:1", region_code="990100", now=utc_now()
        )
        due = utc_now() + timedelta(days=days)
        db.execute(update(WorkOrder).where(WorkOrder.id == view.id).values(due_at=due))
        numbers.append(view.order_no)
    urge(db, view.id, "urge-1", "还没有人来", utc_now())
    db.commit()
    rows, total = orders.listed(db, orders.Asked(), utc_now())
    assert total == 2
    assert [(row.order_no, row.is_overdue, row.urged) for row in rows] == [
        (numbers[1], True, 1),
        (numbers[0], False, 0),
    ]
    assert orders.overdue(db, ["ga-crj"], utc_now()) == 1
    assert orders.listed(db, orders.Asked(order_type="表扬"), utc_now())[1] == 0


def test_a_day_at_the_windows(db: Session) -> None:
    halls.add_hall(db)
    slot = halls.slots(db)[0]
    booked = halls.book(db, slot.id, 1)
    db.commit()
    (row,) = bookings.of_day(db, slot.appoint_date, ["ga-crj"], halls.WINDOW, "booked")
    assert (row.booking_no, row.window, row.item) == (booked.booking_no, "出入境窗口", "普通护照首次申领")
    assert bookings.of_day(db, slot.appoint_date, ["elsewhere"]) == []
    assert bookings.windows(db) == [(halls.WINDOW, "出入境窗口")]
    found = bookings.find(db, booked.booking_no)
    assert found is not None and found[1] == "ga-crj"


def test_a_question_asked_once_counts_once_whatever_became_of_it(db: Session) -> None:
    now = utc_now()
    db.add(Conversation(id="c", channel="web", created_at=now, last_seen_at=now, expires_at=now, turns=3))
    db.flush()
    for seq, (text, outcome) in enumerate(
        (("灯会门票怎么买", "lost"), ("没用", None), ("灯会门票怎么买？", "lost")), 1
    ):
        db.add(
            Turn(
                conversation_id="c",
                seq=seq,
                user_text=text,
                outcome=outcome,
                replies=[],
                events=[],
                created_at=now,
            )
        )
    db.commit()
    (missed,), hidden = inbox.missed(db, now - timedelta(days=1))
    assert (missed.times, dict(missed.kinds), hidden) == (2, {"lost": 2, "useless": 1}, 0)
    assert inbox.ignore(db, ["停车证", "停车证！", "别的"], "staff:lin") == 2
    assert inbox.ignore(db, ["停车证"], "staff:lin") == 0
    assert {row.text for row in inbox.ignored(db)} == {"停车证", "别的"}
