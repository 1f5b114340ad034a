"""Settings that the city changes while the house runs: typed, audited, followed by every reader, and gone back to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import desc, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import AuditLog, HouseSetting
from bot.services.audit.verify import verify
from bot.services.calendar.working_days import WorkingCalendar
from bot.services.content import CITY_ZONE
from bot.services.house import store
from bot.services.house.current import HouseCache
from bot.services.house.hours import OfficeHours, read_ranges
from bot.services.house.names import SETTINGS
from bot.services.house.read import read
from bot.services.house.schema import House, KillSwitch
from bot.services.house.store import HouseError
from bot.services.staff.errors import NotAllowed

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=CITY_ZONE)
CALENDAR = WorkingCalendar()


@pytest.fixture
def city(both_engines: Engine) -> Iterator[Session]:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        yield session


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


def change(session: Session, name: str, value: Any, **more: Any) -> HouseSetting:
    return store.change(session, name, value, "staff:sun", "演练", NOW, **more)


def test_without_a_row_everything_is_as_shipped(city: Session) -> None:
    assert read(city) == House()
    assert not House().kill_switch.stops("web") and House().notice(NOW) is None
    assert House().retention.conversations_days == 184 and House().retention.drafts_days == 30


def test_a_change_is_kept_with_who_and_why_and_stands_in_the_audit_log(city: Session) -> None:
    change(city, "absent_message", "明天再来。")
    change(city, "absent_message", "周一再来。")
    city.commit()
    assert read(city).absent_message == "周一再来。"
    newest, first = store.history(city, "absent_message")
    assert (newest.number, first.number, first.value) == (2, 1, "明天再来。")
    assert (newest.changed_by, newest.reason) == ("staff:sun", "演练")
    logged = city.scalars(select(AuditLog).order_by(desc(AuditLog.sequence))).first()
    assert (logged.action, logged.subject) == ("house.set", "absent_message")
    assert logged.detail == {"old": "明天再来。", "new": "周一再来。", "why": "演练"}
    assert verify(city).problem == ""


def test_any_change_is_gone_back_to_and_the_default_too(city: Session) -> None:
    change(city, "open_data", True)
    change(city, "open_data", False)
    store.restore(city, "open_data", 1, "staff:sun", "恢复", NOW)
    assert read(city).open_data is True
    store.restore(city, "open_data", 0, "staff:sun", "恢复默认", NOW)
    assert read(city).open_data is False
    assert [row.number for row in store.history(city, "open_data")] == [4, 3, 2, 1]
    with pytest.raises(HouseError, match="没有第 9 次"):
        store.restore(city, "open_data", 9, "staff:sun", "恢复", NOW)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("nothing", 1, "没有“nothing”这项设置"),
        ("open_data", "maybe", "应当是 true 或 false"),
        ("open_data", float("nan"), "JSON"),
        ("open_data", object(), "JSON"),
        ("absent_message", "", "不能为空"),
        ("absent_message", "a\u202eb", "不可见字符"),
        ("absent_message", "字" * 301, "太长"),
        ("emergency_notice", {"text": "停办", "level": "loud"}, "只能是"),
        ("emergency_notice", {"text": "停办", "starts_at": "明天"}, "2026-12-01 08:00"),
        (
            "emergency_notice",
            {"text": "停办", "starts_at": "2026-12-02T08:00", "ends_at": "2026-12-01T08:00"},
            "结束时间要晚于开始时间",
        ),
        ("emergency_notice", {"text": "停办", "ends_at": "9999-12-31T23:59:59-12:00"}, "2026-12-01 08:00"),
        ("kill_switch", {"channels": ["../web"]}, "格式不对"),
        ("kill_switch", {"chanels": ["web"]}, "不认识的字段"),
        ("retention", {"conversations_days": 30}, "不能小于184"),
        ("retention", {"drafts_days": 31}, "不能大于30"),
        ("privacy", {"url": "javascript:alert(1)"}, "http"),
        ("hours", {"weekly": ["9:00-12:00"]}, "至少要有7项"),
        ("hours", {"weekly": ["12:00-9:00"] + [""] * 6}, "结束要晚于开始"),
        ("hours", {"weekly": ["9:00-12:00、11:00-13:00"] + [""] * 6}, "重叠"),
        ("hours", {"weekly": ["九点到十二点"] + [""] * 6}, "看不懂"),
        ("hours", {"special": [{"day": "2026-02-30"}]}, "没有2026-02-30这一天"),
        ("hours", {"special": [{"day": "2026-12-24"}, {"day": "2026-12-24"}]}, "写了两次"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese(session: Session, name: str, value: Any, words: str) -> None:
    with pytest.raises(HouseError, match=words):
        change(session, name, value)
    assert session.scalars(select(HouseSetting)).all() == []


def test_a_change_needs_a_reason_and_something_new(session: Session) -> None:
    for why in ("", " ", "啊", "字" * 201, "换\x00行"):
        with pytest.raises(HouseError, match=r"理由|为什么"):
            store.change(session, "open_data", True, "staff:sun", why, NOW)
    with pytest.raises(HouseError, match="没有变化"):
        change(session, "open_data", False)


def test_only_who_may_changes(session: Session) -> None:
    with pytest.raises(NotAllowed, match="系统管理员"):
        change(session, "open_data", True, roles=["security_admin"])
    change(session, "kill_switch", {"channels": ["all"]}, roles=["security_admin"])
    change(session, "open_data", True, roles=["system_admin"])
    with pytest.raises(NotAllowed):
        change(session, "kill_switch", {"channels": []}, roles=["editor", "auditor"])


def test_who_has_seen_an_older_value_does_not_overwrite_a_newer(city: Session) -> None:
    change(city, "absent_message", "一", seen=0)
    with pytest.raises(HouseError, match="刚被别人改过"):
        change(city, "absent_message", "二", seen=0)
    change(city, "absent_message", "二", seen=1)


def test_of_many_changes_at_once_each_is_kept_or_refused(both_engines: Engine) -> None:
    kept, refused = [], []
    ready = threading.Barrier(8)

    def work(n: int) -> None:
        ready.wait()
        try:
            with Session(both_engines, future=True) as session, session.begin():
                change(session, "absent_message", f"第{n}个人写的")
            kept.append(n)
        except HouseError:
            refused.append(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept and len(kept) + len(refused) == 8
    with Session(both_engines, future=True) as session:
        rows = store.history(session, "absent_message")
        assert [row.number for row in rows] == list(range(len(kept), 0, -1))
        assert len(session.scalars(select(AuditLog)).all()) == len(kept)


def test_a_reader_elsewhere_follows_without_a_query_a_look(
    both_engines: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = HouseCache()
    with Session(both_engines, future=True) as session:
        assert here.get(session).open_data is False
    with Session(both_engines, future=True) as session, session.begin():
        change(session, "open_data", True)
    monkeypatch.setattr("bot.services.house.current.version", lambda _: pytest.fail("asked the database"))
    with Session(both_engines, future=True) as session:
        for _ in range(100):
            assert here.get(session).open_data is False  # a second has not gone by
    monkeypatch.undo()
    passed = time.monotonic() + 3
    monkeypatch.setattr("bot.services.house.current.time.monotonic", lambda: passed)
    with Session(both_engines, future=True) as session:
        assert here.get(session).open_data is True


def test_what_an_older_version_wrote_does_not_take_the_house_down(session: Session) -> None:
    for name, value in (("retention", {"drafts": "long"}), ("gone", 1), ("open_data", True)):
        session.add(HouseSetting(name=name, number=1, value=value, changed_by="x", reason="旧版本"))
    session.flush()
    assert read(session) == House(open_data=True)


def test_every_setting_has_a_title_and_survives_the_way_through_json() -> None:
    for name in SETTINGS:
        value = store.plain(name, getattr(House(), name))
        assert House(**{name: value}) == House(), name


def test_the_kill_switch_always_names_the_numbers() -> None:
    one = KillSwitch(channels=("wechat",), sentence="停用。")
    assert one.stops("wechat") and not one.stops("web")
    assert KillSwitch(channels=("all",)).stops("telegram")
    for number in ("12345", "110", "119", "120"):
        assert number in one.said


def test_a_notice_is_in_force_between_its_times() -> None:
    notice = {"text": "台风停办", "starts_at": "2026-12-01T08:00", "ends_at": "2026-12-02T08:00+08:00"}
    house = House.model_validate({"emergency_notice": notice})
    assert house.notice(at("2026-12-01T07:59:59")) is None
    assert house.notice(at("2026-12-01T08:00")) is not None
    assert house.notice(at("2026-12-02T07:59:59")) is not None
    assert house.notice(at("2026-12-02T08:00")) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-12-01T08:59", False),
        ("2026-12-01T09:00", True),
        ("2026-12-01T11:59", True),
        ("2026-12-01T12:00", False),
        ("2026-12-05T10:00", False),  # Saturday
        ("2026-10-01T10:00", False),  # 国庆节
        ("2026-02-14T10:00", True),  # Saturday worked for 春节
        ("2026-12-24T10:00", False),  # closed by the city
        ("2026-12-26T20:00", True),  # opened by the city
    ],
)
def test_hours_follow_week_holidays_and_single_days(moment: str, is_open: bool) -> None:
    closed = {"day": "2026-12-24", "note": "系统检修"}
    hours = OfficeHours.model_validate({"special": [closed, {"day": "2026-12-26", "ranges": "19:00-21:00"}]})
    assert hours.is_open(at(moment), CALENDAR) is is_open


def test_a_saturday_of_a_holiday_is_closed_where_saturdays_are_not() -> None:
    hours = OfficeHours(weekly=(("9:00-17:00",),) * 6 + ((),))
    assert hours.is_open(at("2026-11-28T10:00"), CALENDAR)
    assert not hours.is_open(at("2026-10-03T10:00"), CALENDAR)  # Saturday, 国庆节
    always = OfficeHours(weekly=(("0:00-24:00",),) * 7, closed_on_holidays=False)
    assert always.is_open(at("2026-10-03T23:59"), CALENDAR)


def test_hours_are_said_in_words() -> None:
    assert OfficeHours().words() == "周一至周五 9:00-12:00、13:30-17:00（法定节假日除外，调休上班日照常）"
    week = (("09:00-17:00",),) * 4 + (("09:00-12:00",), (), ("10:00-11:00",))
    said = OfficeHours(weekly=week, closed_on_holidays=False).words()
    assert said == "周一至周四 9:00-17:00；周五 9:00-12:00；周日 10:00-11:00"
    assert OfficeHours(weekly=((),) * 7).words() == "暂不提供人工服务"
    assert House(hours_text="工作日白天").office_hours_text == "工作日白天"


_MINUTE = st.integers(0, 24 * 60)


@given(st.lists(_MINUTE, min_size=2, max_size=6, unique=True), st.integers(0, 13 * 24 * 60))
def test_open_is_what_the_ranges_say_and_the_next_opening_opens(cuts: list[int], minutes: int) -> None:
    cuts = sorted(cuts)[: len(cuts) // 2 * 2]
    ranges = [
        f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}"
        for a, b in zip(cuts[::2], cuts[1::2], strict=True)
    ]
    hours = OfficeHours.model_validate({"weekly": [ranges] * 5 + [[], []]})
    moment = at("2026-11-16T00:00") + timedelta(minutes=minutes)
    day, minute = moment.date(), moment.hour * 60 + moment.minute
    expected = day.weekday() < 5 and any(a <= minute < b for a, b in zip(cuts[::2], cuts[1::2], strict=True))
    assert hours.is_open(moment, CALENDAR) is expected
    opening = hours.next_opening(moment, CALENDAR)
    assert opening is not None and opening >= moment and hours.is_open(opening, CALENDAR)
    assert not hours.is_open(opening - timedelta(minutes=1), CALENDAR) or opening == moment


@given(st.text(max_size=30))
def test_ranges_that_people_write_are_read_or_refused(text: str) -> None:
    try:
        found = read_ranges(text)
    except ValueError as error:
        assert str(error)
    else:
        assert read_ranges(found) == found


def test_a_holiday_is_more_than_a_weekend() -> None:
    assert CALENDAR.is_holiday(date(2026, 10, 3)) and not CALENDAR.is_holiday(date(2026, 11, 28))
    assert WorkingCalendar({date(2026, 11, 27): False}).is_holiday(date(2026, 11, 27))
    assert WorkingCalendar().is_holiday(date(2031, 5, 1)) and not WorkingCalendar().is_holiday(
        date(2031, 5, 4)
    )
