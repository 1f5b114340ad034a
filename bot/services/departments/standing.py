"""What still stands on a department: while anything does it is not withdrawn, so that nothing is left without an owner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import (
    Application,
    Appointment,
    AppointmentSlot,
    Bundle,
    FaqEntry,
    FaqWork,
    Handover,
    ItemWork,
    Rating,
    Rectification,
    ServiceItem,
    StaffAccount,
    Window,
    WorkOrder,
)
from bot.services import content
from bot.services.appointments.views import OPEN as OPEN_BOOKINGS
from bot.services.bundles.files import parse_bundle
from bot.services.casework.cases import OPEN as OPEN_CASES
from bot.services.departments.desk import find_department
from bot.services.drafts.errors import WorkError
from bot.services.editing.check import live_files
from bot.services.editing.desk import WITHDRAWN
from bot.services.faq.live import live
from bot.services.handover.states import State as HandoverState
from bot.services.work_orders.states import OrderState

_NAMED = 5
_LEFT = HandoverState.LEFT.value
_TALKING = tuple(each.value for each in HandoverState if each.is_open)
_FOLLOWING = {
    "items",
    "faq",
    "cases",
    "bookings",
    "orders",
    "rectifications",
    "messages",
}  # a successor takes them over


@dataclass(frozen=True)
class Standing:
    """One kind of thing that is left: `what` there is, and what to `do` with it. `kind` says where that is done."""

    kind: str
    what: str
    do: str

    @property
    def follows(self) -> bool:
        """Whether it goes to the successor, where the department has one."""
        return self.kind in _FOLLOWING

    def __str__(self) -> str:
        return f"{self.what}——{self.do}"


def standing(session: Session, code: str, successor: str = "") -> list[Standing]:
    """Empty when nothing keeps the department, and nothing would go to the successor."""
    return [
        Standing(kind, f"{noun} {len(found)} {unit}（{_some(found)}）", do)
        for kind, noun, unit, found, do in _everything(session, code, successor)
        if found
    ]


def refuse_while_needed(session: Session, code: str, successor: str = "") -> None:
    """Raises WorkError with everything that is left, and that `successor`, where there is one, does not take over."""
    left = [each for each in standing(session, code, successor) if not (successor and each.follows)]
    if left:
        raise WorkError("还不能撤销，先处理好：" + "；".join(map(str, left)) + "。")


def _everything(
    session: Session, code: str, successor: str
) -> Iterator[tuple[str, str, str, list[str], str]]:
    """Kind, noun, what it is counted in, the names, and what to do."""
    department = find_department(session, code)
    owner = department.id if department is not None else None
    yield (
        "items",
        "事项",
        "个",
        _items(session, owner),
        "在“事项和申请表”里改到别的部门（“换部门”），或申请取消",
    )
    yield "items", "没写完的事项", "个", _item_drafts(session, code, owner), "审核通过、换部门或放弃这一稿"
    yield "items", "别的部门在它的窗口办的事项", "个", _guests(session, code), "在事项里换一个窗口"
    yield "bundles", "由它牵头的一件事", "个", _led(session, code), "请运维人员改好牵头部门再导入"
    yield "faq", "问答", "条", _entries(session, code), "在“问答”里改到别的部门，或申请撤下，然后发布"
    yield "faq", "没写完的问答", "条", _entry_drafts(session, code), "改到别的部门，或放弃这一稿"
    yield "cases", "没办结的办件", "件", _cases(session, code), "在“办件”里办完"
    yield "bookings", "还没办的预约", "个", _bookings(session, owner), "在“预约”里办完，或请预约人改约、取消"
    yield (
        "orders",
        "没办完的诉求工单",
        "件",
        _orders(session, code),
        "在“诉求工单”里办完，或退回后派给别的部门",
    )
    yield "rectifications", "没完成的差评整改", "件", _rectifications(session, code), "在“差评整改”里写明结果"
    yield "messages", "没回复的留言", "条", _asking(session, code, (_LEFT,)), "在“留言”里回复"
    yield "desk", "转人工", "个", _asking(session, code, _TALKING), "在“接待市民”里接待或转接，谈完就好"
    yield (
        "accounts",
        "工作人员账号",
        "个",
        _accounts(session, code, successor),
        "请安全管理员在“账号”里加上承接部门（没有承接部门的，去掉这个部门），或停用",
    )


def _items(session: Session, owner: int | None) -> list[str]:
    return _names(
        session,
        select(ServiceItem.name).where(
            ServiceItem.department_id == owner, ServiceItem.task_state != WITHDRAWN
        ),
    )


def _item_drafts(session: Session, code: str, owner: int | None) -> list[str]:
    """Those of new items, and of items that would come here from another department."""
    here = select(ServiceItem.code).where(
        ServiceItem.department_id == owner, ServiceItem.task_state != WITHDRAWN
    )
    query = select(ItemWork.title).where(ItemWork.department_code == code, col(ItemWork.code).not_in(here))
    return _names(session, query)


def _guests(session: Session, code: str) -> list[str]:
    files = live_files(session)
    own = {
        window.code
        for file in files
        if file.department is not None and file.department.code == code
        for window in file.windows
    }
    return [
        item.name
        for file in files
        if file.department is not None and file.department.code != code
        for item in file.items
        if own & set(item.local.windows)
    ]


def _led(session: Session, code: str) -> list[str]:
    rows = session.scalars(select(Bundle).where(Bundle.is_active))
    return [row.title for row in rows if parse_bundle(row.body).lead == code]


def _entries(session: Session, code: str) -> list[str]:
    """Published in the working copy, or still in the release that citizens are answered from."""
    query = select(FaqEntry.question).where(FaqEntry.department_code == code, FaqEntry.state == "published")
    served = (view.question for view in live.read(session).views.values() if view.department == code)
    return list(dict.fromkeys([*_names(session, query), *served]))


def _entry_drafts(session: Session, code: str) -> list[str]:
    entries = select(FaqEntry.name).where(FaqEntry.department_code == code, FaqEntry.state == "published")
    query = select(FaqWork.question).where(FaqWork.department_code == code, col(FaqWork.name).not_in(entries))
    return _names(session, query)


def _cases(session: Session, code: str) -> list[str]:
    states = [each.value for each in OPEN_CASES]
    query = select(Application.case_no).where(
        Application.department_code == code,
        col(Application.case_no).is_not(None),
        col(Application.state).in_(states),
    )
    return _names(session, query)


def _bookings(session: Session, owner: int | None) -> list[str]:
    query = (
        select(Appointment.appoint_no)
        .join(AppointmentSlot, Appointment.slot_id == AppointmentSlot.id)
        .join(Window, Window.code == AppointmentSlot.window_code)
        .where(
            Window.department_id == owner,
            AppointmentSlot.appoint_date >= content.today(),
            col(Appointment.state).in_(OPEN_BOOKINGS),
        )
    )
    return _names(session, query)


def _orders(session: Session, code: str) -> list[str]:
    states = [state.value for state in OrderState if state.is_open]
    query = select(WorkOrder.order_no).where(
        WorkOrder.department_code == code, col(WorkOrder.state).in_(states)
    )
    return _names(session, query)


def _rectifications(session: Session, code: str) -> list[str]:
    query = (
        select(Rating.matter_no)
        .join(Rectification, Rectification.rating_id == Rating.id)
        .where(Rectification.department_code == code, Rectification.state == "open")
    )
    return _names(session, query)


def _asking(session: Session, code: str, states: Collection[str]) -> list[str]:
    rows = session.scalars(
        select(Handover.state).where(Handover.group_code == code, col(Handover.state).in_(states))
    )
    return [HandoverState(state).label for state in rows]


def _accounts(session: Session, code: str, successor: str) -> list[str]:
    """Of people who can log in: without this department an account would see nothing, or everything. Whoever works for
    the successor, too, goes on with what is taken over."""
    rows = session.execute(
        select(StaffAccount.username, StaffAccount.departments).where(StaffAccount.is_active)
    )
    return [username for username, theirs in rows if code in theirs and successor not in theirs]


def _names(session: Session, query: Any) -> list[str]:
    return [str(name) for name in session.scalars(query)]


def _some(found: Iterable[str]) -> str:
    names = list(dict.fromkeys(found))
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")
