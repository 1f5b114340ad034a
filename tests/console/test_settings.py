"""运行设置 in the console: who may, what is refused and kept, and how it was before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import AppointmentSlot, AuditLog, OutboxMessage
from bot.db.session import read_session, session_factory
from bot.services.appointments.slots import make_slots
from bot.services.content import today
from bot.services.house.read import read
from bot.services.house.schema import House
from tests.console.clerk import Clerk
from tests.services import halls

New = Callable[..., Clerk]
WEEK = {f"day_{n}": "9:00-12:00" for n in range(5)} | {"day_5": "", "day_6": ""}


def house() -> House:
    with read_session() as session:
        return read(session)


def save(clerk: Clerk, name: str, **fields: Any) -> str:
    clerk.open(f"/staff/settings/{name}")
    return clerk.do(f"/staff/settings/{name}", **{"seen": "0", "why": "演练", **fields})


def test_only_the_two_keepers_come_in(clerk: New) -> None:
    for role in ("编辑", "审核", "坐席", "办事", "分析", "审计员"):
        clerk(f"nobody{len(role)}{ord(role[0])}", role).open("/staff/settings", status=403)
    clerk("sun", "系统管理员").open("/staff/settings")
    clerk("qian", "安全管理员").open("/staff/settings")


def test_each_setting_is_changed_by_its_form(clerk: New) -> None:
    sun = clerk("sun", "系统管理员")
    notice = {
        "text": "今天停电",
        "level": "urgent",
        "starts_at": "2026-12-01T08:00",
        "ends_at": "2026-12-01T18:00",
    }
    assert "已改好" in save(sun, "emergency_notice", **notice)
    assert "已改好" in save(sun, "kill_switch", channel=["web", "wechat"], sentence="停用。")
    assert "已改好" in save(
        sun, "hours", **WEEK, special="2026-12-24 休息 系统检修\n2026-12-26 9:00-10:00 加班"
    )
    assert "已改好" in save(sun, "hours_text", value="工作日上午")
    assert "已改好" in save(sun, "holidays", days="2027-02-05至2027-02-11 放假 春节\n2027-02-14 上班 调休")
    assert "已改好" in save(sun, "absent_message", value="明天再来。")
    assert "已改好" in save(sun, "privacy", text="说明", url="https://www.example.gov.cn/p")
    days = {
        "drafts_days": 20,
        "conversations_days": 200,
        "tasks_hours": 12,
        "mail_words_days": 2,
        "mail_keys_days": 8,
    }
    assert "已改好" in save(sun, "retention", **{key: str(value) for key, value in days.items()})
    assert "已改好" in save(sun, "open_data", value="1")
    now = house()
    assert now.emergency_notice.said == "【紧急】今天停电"
    assert (
        now.emergency_notice.ends_at is not None
        and now.emergency_notice.ends_at.isoformat() == "2026-12-01T18:00:00+08:00"
    )
    assert now.kill_switch.channels == ("web", "wechat") and now.kill_switch.sentence == "停用。"
    assert now.hours.weekly[0] == ("09:00-12:00",) and now.hours.weekly[5] == ()
    assert [(each.day, each.ranges, each.note) for each in now.hours.special] == [
        ("2026-12-24", (), "系统检修"),
        ("2026-12-26", ("09:00-10:00",), "加班"),
    ]
    assert not now.hours.closed_on_holidays  # the box was not ticked
    assert (now.hours_text, now.absent_message, now.open_data) == ("工作日上午", "明天再来。", True)
    assert now.privacy.url == "https://www.example.gov.cn/p" and now.retention.model_dump() == days
    overview = sun.open("/staff/settings")
    for words in (
        "紧急：今天停电（2026-12-01 08:00 至 2026-12-01 18:00）",
        "已停用：网页、微信公众号",
        "工作日上午",
        "2027-02-05 至 2027-02-11 放假 春节；2027-02-14 上班 调休",
        "公开",
    ):
        assert words in overview
    with read_session() as session:
        actions = session.execute(
            select(AuditLog.actor, AuditLog.subject).where(AuditLog.action == "house.set")
        ).all()
    assert {subject for _, subject in actions} == set(House.model_fields)
    assert {actor for actor, _ in actions} == {"staff:sun"}


@pytest.mark.parametrize(
    ("name", "fields", "words", "kept"),
    [
        ("emergency_notice", {"text": "停电", "level": "info", "starts_at": "明天"}, "2026-12-01 08:00", "停电"),
        ("emergency_notice", {"text": "停电", "level": "loud"}, "只能是", "停电"),
        ("hours", {**WEEK, "day_3": "九点"}, "看不懂“九点”", 'value="九点"'),
        ("hours", {**WEEK, "special": "平安夜 休息"}, "日期应当写成", "平安夜 休息"),
        ("retention", {"drafts_days": "90", "conversations_days": "184", "tasks_hours": "", "mail_words_days": "1", "mail_keys_days": "7"}, "不能大于30", 'value="90"'),
        ("privacy", {"text": "说明", "url": "www.example.gov.cn"}, "http", 'value="www.example.gov.cn"'),
        ("absent_message", {"value": "字" * 301}, "太长", "字" * 301),
        ("absent_message", {"value": "新的话", "why": ""}, "为什么改", "新的话"),
        ("absent_message", {"value": "新的话", "seen": "7"}, "刚被别人改过", "新的话"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    clerk: New, name: str, fields: dict[str, Any], words: str, kept: str
) -> None:
    import html

    sun = clerk("sun", "系统管理员")
    sun.open(f"/staff/settings/{name}")
    answer = sun.send(f"/staff/settings/{name}", **{"seen": "0", "why": "演练", **fields})
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert words in page and kept in page
    assert house() == House()


def test_security_stops_the_assistant_and_changes_nothing_else(clerk: New) -> None:
    qian = clerk("qian", "安全管理员")
    assert "已改好" in save(qian, "kill_switch", channel="all", sentence="停用。")
    assert house().kill_switch.stops("telegram")
    assert "助手已停用" in qian.open("/staff/settings")
    page = qian.open("/staff/settings/hours")
    assert "这一项由系统管理员来改" in page and "保存</button>" not in page
    for path in ("hours", "hours/restore"):
        answer = qian.send(f"/staff/settings/{path}", seen="0", why="演练", number="0", **WEEK)
        assert answer.status_code in (303, 403)
    assert house().hours == House().hours


def test_any_change_is_gone_back_to(clerk: New) -> None:
    sun = clerk("sun", "系统管理员")
    save(sun, "absent_message", value="第一")
    save(sun, "absent_message", value="第二", seen="1")
    page = sun.open("/staff/settings/absent_message")
    assert "第 2 次" in page and "第一" in page and "恢复默认" in page
    assert "已恢复到第 1 次" in sun.do(
        "/staff/settings/absent_message/restore", number="1", why="恢复到第 1 次修改"
    )
    assert house().absent_message == "第一"
    assert "已恢复到默认值" in sun.do("/staff/settings/absent_message/restore", number="0", why="恢复默认")
    assert house() == House()
    assert "没有变化" in sun.do("/staff/settings/absent_message/restore", number="0", why="恢复默认")


def test_a_name_that_is_none_is_a_page_that_says_so(clerk: New) -> None:
    sun = clerk("sun", "系统管理员")
    assert "没有“nothing”这项设置" in sun.open("/staff/settings/nothing", status=400)
    assert sun.send("/staff/settings/nothing", seen="0", why="演练").status_code == 400
    assert (
        sun.send("/staff/settings/hours", why="演练").status_code == 400
    )  # without the number it was seen at


def test_a_day_off_says_whose_times_it_takes_before_it_is_saved(clerk: New) -> None:
    real = today()
    with session_factory()() as session:
        halls.add_hall(session)
        make_slots(session, halls.WINDOW, real)
        slot = session.scalars(
            select(AppointmentSlot)
            .where(AppointmentSlot.appoint_date > real)
            .order_by(col(AppointmentSlot.appoint_date).desc())
        ).first()
        halls.book(session, slot.id, 1, now=utc_now())
        session.commit()
    sun = clerk("sun", "系统管理员")
    line = f"{slot.appoint_date} 放假 检修"
    sun.open("/staff/settings/holidays")
    answer = sun.send("/staff/settings/holidays", seen="0", why="检修", days=line)
    assert answer.status_code == 200 and "1 个已经约好的预约" in answer.text and line in answer.text
    assert not house().holidays.days
    assert "已改好" in save(sun, "holidays", days=line, sure="1")
    with read_session() as session:
        kinds = session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["appointment.booked", "appointment.displaced"]
    assert f"{slot.appoint_date} 放假 检修" in sun.open("/staff/settings")
    answer = sun.send("/staff/settings/holidays", seen="1", why="检修", days="春节放假")
    assert answer.status_code == 422 and "看不懂" in answer.text and "春节放假" in answer.text
