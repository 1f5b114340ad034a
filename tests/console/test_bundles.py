"""一件事 in the console: its items are worked on, the whole is looked at."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.db.session import get_engine
from bot.services.applications import filing
from tests.services.bundle_city import add_city, fill_bundle, open_bundle
from tests.services.city import NOW


@pytest.fixture
def numbers(blank_house: Any) -> list[str]:
    """Of the whole, then of its items."""
    with Session(get_engine(), future=True, expire_on_commit=False) as session:
        add_city(session)
        draft_id = open_bundle(session)
        fill_bundle(session, draft_id)
        filing.file(session, draft_id, NOW)
        session.commit()
        rows = session.scalars(select(Application.case_no).order_by(Application.id))
        return [str(each) for each in rows]


def test_items_stand_in_the_list_and_the_whole_is_found_by_its_number(numbers: list[str], clerk: Any) -> None:
    officer = clerk("ma", "办事")
    whole, *items = numbers
    listed = officer.open("/staff/cases")
    assert all(each in listed for each in items) and whole not in listed
    assert whole in officer.open("/staff/cases", q=whole)


def test_the_whole_shows_its_items_and_takes_no_step(numbers: list[str], clerk: Any) -> None:
    officer = clerk("ma", "办事")
    whole, *items = numbers
    page = officer.open(f"/staff/cases/{whole}")
    assert all(each in page for each in items) and "要求补正" not in page and "随各办件的状态变化" in page
    officer.open(f"/staff/cases/{items[0]}")
    assert "总办件" in officer.do(f"/staff/cases/{whole}/accepted", words="")
    assert "已受理" in officer.do(f"/staff/cases/{items[0]}/accepted", words="")
    assert "受理" in officer.open(f"/staff/cases/{whole}")
