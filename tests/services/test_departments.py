"""Departments and windows: written in the console, approved by a second person, said to citizens, kept from the files."""

from __future__ import annotations

import copy
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import Appointment, AppointmentSlot, AuditLog, DepartmentWork, OutboxMessage, Window
from bot.services.answers.department import describe
from bot.services.appointments.slots import free_slots, make_slots
from bot.services.catalogue.check import check_dir
from bot.services.catalogue.export import export_dir
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import catalogue_version, get_item, public_places
from bot.services.content import today
from bot.services.departments import review, work
from bot.services.departments.check import check, hints
from bot.services.departments.desk import COURSE, desk, listed
from bot.services.departments.diff import changes
from bot.services.departments.impact import displaced
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from tests.services.catalogue_sample import REGION, document, write
from tests.services.test_editing import Begin, on

LIN, CHEN, CODE = "staff:lin", "staff:chen", "ga-hz"
NEW_WINDOW = {
    "code": "hz-east",
    "name": "东区大厅",
    "address": "云江市东湖区湖滨路8号",
    "hours": "周一至周五 9:00-12:00",
    "phone": "0000-8600222",
    "traffic": "",
}


@pytest.fixture
def begin(engine: Engine, tmp_path: Path) -> Begin:
    return on(engine, tmp_path)


@pytest.fixture
def begin_both(both_engines: Engine, tmp_path: Path) -> Begin:
    return on(both_engines, tmp_path)


def change(begin: Begin, approved: bool = True, **changed: Any) -> int:
    """lin changes the department, chen approves it; the draft's version."""
    with begin() as session:
        at = desk(session, CODE)
        body = copy.deepcopy(at.body)
        body["department"]["local"] |= {
            key: changed.pop(key) for key in ("address", "hours") if key in changed
        }
        body |= changed
        version = work.save(session, CODE, body, at.version, LIN, utc_now())
    if approved:
        with begin() as session:
            work.submit(session, CODE, version, LIN, "搬家", utc_now())
            review.approve(session, CODE, version, CHEN, REGION[0], utc_now())
    return version


def windows_of(begin: Begin) -> list[dict[str, Any]]:
    with begin() as session:
        return list(copy.deepcopy(desk(session, CODE).body["windows"]))


def said(session: Session) -> str:
    answer = describe(session, CODE, ())
    assert answer is not None
    return answer.text


def test_what_a_second_person_approves_is_said_at_once(begin_both: Begin) -> None:
    with begin_both() as session:
        before = catalogue_version(session)
    version = change(begin_both, approved=False, address="滨江路9号", hours="周一至周六 8:30-18:00")
    with begin_both() as session:
        assert "滨江路" not in said(session) and catalogue_version(session) == before
        work.submit(session, CODE, version, LIN, "搬家", utc_now())
        with pytest.raises(WorkError, match="另一个人"):
            review.approve(session, CODE, version, LIN, REGION[0], utc_now())
        review.approve(session, CODE, version, CHEN, REGION[0], utc_now())
        assert "地址：滨江路9号" in said(session) and "办公时间：周一至周六 8:30-18:00" in said(session)
        assert catalogue_version(session) != before
        assert session.scalars(select(DepartmentWork)).all() == []
        rows = [row.action for row in COURSE.past.revisions(session, CODE)]
        assert rows == ["通过", "提交审核", "原版"]
        actions = session.scalars(select(AuditLog.action).where(AuditLog.subject == f"department/{CODE}"))
        assert set(actions) == {"department.submit", "department.approve"}


def test_windows_are_added_moved_and_closed(begin: Begin) -> None:
    (center,) = windows_of(begin)
    change(begin, windows=[NEW_WINDOW, center])
    with begin() as session:
        assert said(session).index("东区大厅") < said(session).index(center["name"])
        assert "东区大厅" in public_places(session).windows
    change(begin, windows=[center])
    with begin() as session:
        assert "东区大厅" not in said(session) and "东区大厅" not in public_places(session).windows
        row = session.scalars(select(Window).where(Window.code == "hz-east")).one()
        assert row.is_closed  # what was booked there still has a name
    change(begin, windows=[center, NEW_WINDOW])  # and opened again
    with begin() as session:
        assert "东区大厅" in said(session)


def test_a_window_that_is_needed_is_not_closed(begin: Begin) -> None:
    version = change(begin, approved=False, windows=[])
    with begin() as session:
        with pytest.raises(NotReady, match="还在那里办"):
            work.submit(session, CODE, version, LIN, "", utc_now())
        (finding,) = check(session, CODE, desk(session, CODE).body)
        assert finding.field == "place.windows" and "居住证" in finding.message


def test_a_window_with_bookings_closes_when_their_number_was_seen(begin_both: Begin) -> None:
    (center,) = windows_of(begin_both)
    change(begin_both, windows=[center, NEW_WINDOW])
    with begin_both() as session:
        make_slots(session, "hz-east", today())
        slot = book(session, "hz-east")
        body = {**desk(session, CODE).body, "windows": [center]}
        assert check(session, CODE, body) == []
        (seen,) = displaced(session, CODE, body, utc_now())
        assert (seen.window, seen.days, seen.total) == ("东区大厅", {slot.appoint_date: 1}, 1)
    change(begin_both, windows=[center])
    with begin_both() as session:
        row = session.scalars(select(Appointment)).one()
        assert row.state == "booked" and row.slot.is_closed
        (told,) = session.scalars(select(OutboxMessage))
        assert told.kind == "appointment.displaced" and told.payload["window"] == "东区大厅"
        detail = session.scalars(select(AuditLog.detail).order_by(AuditLog.id.desc())).first()
        assert detail is not None and detail["displaced"] == 1
        assert displaced(session, CODE, desk(session, CODE).body, utc_now()) == []


def book(session: Session, window: str, at: time = time(9)) -> Any:
    query = select(AppointmentSlot).where(
        AppointmentSlot.window_code == window, AppointmentSlot.slot_start == at
    )
    slot: Any = session.scalars(query.order_by(AppointmentSlot.appoint_date.desc())).first()
    slot.remaining -= 1
    session.add(
        Appointment(
            opening_key=f"{window}/{at}",
            appoint_no=f"Y{slot.id}",
            slot_id=slot.id,
            item_code="hz-permit",
            session_id="s",
        )
    )
    session.flush()
    return slot


def test_shorter_hours_offer_no_place_after_them_and_keep_what_is_booked(begin_both: Begin) -> None:
    (center,) = windows_of(begin_both)
    with begin_both() as session:
        make_slots(session, center["code"], today())
        slot = book(session, center["code"], time(15))
        booked, on = slot.id, slot.appoint_date
        shorter = {**desk(session, CODE).body, "windows": [{**center, "hours": "周一至周五 9:00-12:00"}]}
        assert [each.days for each in displaced(session, CODE, shorter, utc_now())] == [{on: 1}]
    change(begin_both, windows=[{**center, "hours": "周一至周五 9:00-12:00"}])
    with begin_both() as session:
        free = free_slots(session, center["code"], utc_now())
        afternoon = [each for each in free if each.start >= time(12)]
        assert [(each.id, each.day, each.left) for each in afternoon] == [(booked, on, 0)]
        assert {each.start for each in free if each.left} == {time(9), time(10), time(11)}
        (told,) = session.scalars(select(OutboxMessage))
        assert told.session_id == "s" and told.payload["date"] == on.isoformat()


def test_every_finding_names_its_field(begin: Begin) -> None:
    with begin() as session:
        body = copy.deepcopy(desk(session, CODE).body)
        body["department"]["local"]["phone"] = ""
        body["windows"] += [{**NEW_WINDOW, "hours": ""}, {**NEW_WINDOW, "hours": "随时"}]
        fields = {finding.field for finding in check(session, CODE, body)}
        assert "place.department.local.phone" in fields and "place.windows[1].hours" in fields
        assert "place.windows[2].code" in fields  # twice the same
        assert [path for path, _ in hints(body)] == ["place.windows[2].hours"]
        body["windows"] = [{**NEW_WINDOW, "code": "东区"}]
        (wrong,) = [each for each in check(session, CODE, body) if each.field == "place.windows[0].code"]
        assert wrong.message.startswith("用小写字母")


def test_nobody_writes_over_somebody_else(begin: Begin) -> None:
    change(begin, approved=False, address="甲路1号")
    with begin() as session:
        body = desk(session, CODE).body
        with pytest.raises(Conflict):
            work.save(session, CODE, body, 0, CHEN, utc_now())
        assert work.save(session, CODE, body, 1, CHEN, utc_now()) == 2
        labels = [each.label for each in changes(desk(session, CODE).live, body)]
        assert labels == ["部门 · 联系 · 地址"]


def test_what_was_imported_meanwhile_has_to_be_looked_at(begin: Begin, tmp_path: Path) -> None:
    version = change(begin, approved=False, address="甲路1号")
    moved = document()
    moved["department"]["local"]["phone"] = "0000-1"
    with begin() as session:
        load_dir(session, write(tmp_path / "newer", moved), *REGION)
        work.submit(session, CODE, version, LIN, "", utc_now())
        assert desk(session, CODE).outdated
        with pytest.raises(WorkError, match="又有了新内容"):
            review.approve(session, CODE, version, CHEN, REGION[0], utc_now())
        work.rebase(session, CODE, version, LIN, utc_now())
        assert not desk(session, CODE).outdated


def test_the_files_do_not_undo_the_console(begin: Begin, tmp_path: Path) -> None:
    (center,) = windows_of(begin)
    change(begin, address="滨江路9号", windows=[center, NEW_WINDOW])
    with begin() as session:
        export_dir(session, tmp_path / "out")
        version = catalogue_version(session)
    assert check_dir(tmp_path / "out") == []
    with begin() as session:
        report = load_dir(session, tmp_path / "catalogue", *REGION, over_edits=False)
        assert report.kept_departments == [CODE] and "部门ga-hz" in str(report)
        assert "滨江路9号" in said(session) and catalogue_version(session) == version
    with begin() as session:  # once the files say the same, they are followed again
        assert load_dir(session, tmp_path / "out", *REGION, over_edits=False).kept_departments == []
        assert catalogue_version(session) == version
        load_dir(session, tmp_path / "catalogue", *REGION, over_edits=False)
        assert "滨江路9号" not in said(session)


def test_a_new_item_of_the_files_finds_its_new_window(begin: Begin, tmp_path: Path) -> None:
    change(begin, address="滨江路9号")
    newer = document()
    newer["windows"].append({**NEW_WINDOW, "code": "hz-west", "name": "西区大厅"})
    newer["items"][0]["local"]["windows"].append("hz-west")
    with begin() as session:
        load_dir(session, write(tmp_path / "newer", newer), *REGION, over_edits=False)
        item = get_item(session, newer["items"][0]["code"])
        assert item is not None and "西区大厅" in [window.name for window in item.windows]
        assert "滨江路9号" in said(session)


def test_a_new_department_begins_blank_and_giving_up_loses_nothing(begin: Begin) -> None:
    with begin() as session:
        for code, why in (("GA", "小写"), (CODE, "已经有了")):
            with pytest.raises(WorkError, match=why):
                work.create(session, code, "新部门", LIN, utc_now())
        work.create(session, "wl", "文化广电和旅游局", LIN, utc_now())
        assert listed(session)[0].code == "wl" and check(session, "wl", desk(session, "wl").body)
        body = desk(session, "wl").body
        body["department"] |= {
            "local": {"address": "文昌路2号", "hours": "周一至周五 9:00-17:00", "phone": "1"}
        }
        work.save(session, "wl", body, 1, LIN, utc_now())
        work.discard(session, "wl", 2, LIN, utc_now())
        with pytest.raises(WorkError, match="没有部门"):
            desk(session, "wl")
        work.restore(session, "wl", 1, LIN, utc_now())
        work.submit(session, "wl", 1, LIN, "", utc_now())
        review.approve(session, "wl", 1, CHEN, REGION[0], utc_now())
        answer = describe(session, "wl", ("where",))
        assert answer is not None and "文昌路2号" in answer.text
