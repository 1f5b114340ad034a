"""工作台: what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import Staff
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.casework import bookings, cases, orders, rectifications
from bot.services.content import today
from bot.services.departments.desk import listed as departments
from bot.services.drafts.course import RETURNED, SUBMITTED
from bot.services.editing import listing as items
from bot.services.faq import emergency, gates, listing, schedule
from bot.services.handover import listing as listing_of_desk
from bot.services.handover.states import State
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter()


@dataclass(frozen=True)
class Waiting:
    """A number that somebody has to do something about; `urgent` where it should be none."""

    title: str
    number: int
    path: str
    urgent: bool = False


@router.get("/")
def home(me: Staff) -> Response:
    with read_session() as session:
        waiting = [*_faq(session, me), *_desk(session, me), *_items(session, me), *_work(session, me)]
    return page(me, "home.html", waiting=waiting)


def _faq(session: Session, me: Current) -> list[Waiting]:
    if not me.has(Role.EDITOR, Role.REVIEWER):
        return []
    counts = listing.counts(session, me.departments)
    needs = {
        need: listing.listed(session, listing.Asked(need=need, departments=me.departments), today())[1]
        for need in ("expiring", "expired", "weak")
    }
    found = []
    if me.has(Role.EDITOR):
        found += [
            Waiting("编辑中的草稿", counts.get("editing", 0), "/staff/faq?state=editing"),
            Waiting("审核退回", counts.get("returned", 0), "/staff/faq?state=returned", True),
        ]
    if me.has(Role.REVIEWER):
        found += [
            Waiting("等着审核", counts.get("submitted", 0), "/staff/review"),
            Waiting("等着发布", len(gates.waiting(session)), "/staff/release"),
            Waiting("紧急发布待审核", len(emergency.pending(session)), "/staff/release", True),
            Waiting(
                "定时发布没有成功",
                int(bool(schedule.failed_lately(session, utc_now()))),
                "/staff/release",
                True,
            ),
        ]
    return [
        *found,
        Waiting("30 天内失效", needs["expiring"], "/staff/faq?need=expiring", True),
        Waiting("已失效", needs["expired"], "/staff/faq?need=expired", True),
        Waiting("相似问不足", needs["weak"], "/staff/faq?need=weak"),
    ]


def _items(session: Session, me: Current) -> list[Waiting]:
    if not me.has(Role.EDITOR, Role.REVIEWER):
        return []
    counts = items.listed(session, mine=me.departments)[1]
    found = [Waiting("审核退回的事项", counts["returned"], "/staff/catalogue?state=returned", True)]
    if me.has(Role.REVIEWER):
        found.append(Waiting("等着审核的事项", counts["submitted"], "/staff/catalogue?state=submitted"))
    drafts = [row.state for row in departments(session) if me.covers(row.code)]
    found.append(Waiting("审核退回的部门", drafts.count(RETURNED), "/staff/departments", True))
    if me.has(Role.REVIEWER):
        found.append(Waiting("等着审核的部门", drafts.count(SUBMITTED), "/staff/departments"))
    return found


def _desk(session: Session, me: Current) -> list[Waiting]:
    if not me.has(Role.AGENT):
        return []
    queue, letters = (listing_of_desk.count(session, s, me.departments) for s in (State.WAITING, State.LEFT))
    return [
        Waiting("等着接待的市民", queue, "/staff/desk", True),
        Waiting("待回复的留言", letters, "/staff/desk/letters", True),
    ]


def _work(session: Session, me: Current) -> list[Waiting]:
    if not me.has(Role.OFFICER):
        return []
    open_cases = cases.listed(session, cases.Asked(departments=me.departments), today(), 1)[1]
    open_orders = orders.listed(session, orders.Asked(departments=me.departments), utc_now(), 1)[1]
    return [
        Waiting("未办结办件", open_cases, "/staff/cases"),
        Waiting(
            "超期办件", cases.overdue(session, me.departments, today()), "/staff/cases?due=overdue", True
        ),
        Waiting("未办结工单", open_orders, "/staff/orders"),
        Waiting(
            "超期工单", orders.overdue(session, me.departments, utc_now()), "/staff/orders?due=overdue", True
        ),
        Waiting("待整改的差评", rectifications.waiting(session, me.departments), "/staff/rectifications"),
        Waiting(
            "超期未整改的差评",
            rectifications.overdue(session, me.departments, today()),
            "/staff/rectifications?due=overdue",
            True,
        ),
        Waiting(
            "时段停办、要改期的预约",
            sum(bookings.displaced(session, today(), me.departments).values()),
            "/staff/bookings",
            True,
        ),
        Waiting("今天的预约", len(bookings.of_day(session, today(), me.departments)), "/staff/bookings"),
    ]
