"""What a citizen is told when something of theirs has moved on: a channel-neutral `notice`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.services.applications.states import State
from bot.services.appointments.views import LABELS
from bot.services.work_orders.states import OrderState

Payload = Mapping[str, Any]
_WEEK = "一二三四五六日"
_PROGRESS = "说“查进度”可以看详情。"


def notice(kind: str, payload: Payload) -> dict[str, Any] | None:
    """`{"type", "text", "data"}` without an id; None for a kind that is no citizen's business."""
    family, _, what = kind.partition(".")
    words = _FAMILIES.get(family)
    said = words(what, payload) if words else None
    if said is None:
        return None
    text, state = said
    data = {"matter_no": payload.get("matter_no"), "state": state}
    return {"type": "notice", "text": text, "data": {key: value for key, value in data.items() if value}}


def _passed_on(matter: str, payload: Payload, label: str) -> tuple[str, str]:
    """After a reorganisation: nothing is asked of the citizen, and the promised day stands."""
    who = payload["department"]
    text = f"{matter}因机构调整改由“{who}”继续办理，编号和办理期限不变，您不用重新提交。{_PROGRESS}"
    return text, label


def _application(what: str, payload: Payload) -> tuple[str, str] | None:
    if what == "passed_on":
        matter = f"您的“{payload.get('item_name') or '申请'}”（{payload['matter_no']}）"
        return _passed_on(matter, payload, State(str(payload["state"])).label)
    if what == "urged" or what not in {state.value for state in State}:
        return None
    state, name = State(what), payload.get("item_name") or "您的申请"
    number = payload.get("matter_no")
    if state is State.EXPIRED:
        return (
            f"您没填完的“{name}”申请超过30天没有继续，已经失效，填写的内容已删除。需要时可以重新申请。",
            state.label,
        )
    if number is None:
        return None
    more = {
        State.CORRECTION: "请说“补正”按要求补齐。",
        State.COMPLETED: "说“评价”可以给这次服务打分。",
    }.get(state, _PROGRESS)
    return f"您的“{name}”（{number}）有新进展：{state.label}。{more}", state.label


def _appointment(what: str, payload: Payload) -> tuple[str, str] | None:
    if what == "place_free":
        day = date.fromisoformat(str(payload["date"]))
        when = f"{day.month}月{day.day}日{payload.get('start', '')}"
        return f"您候补的{when}有号空出来了，先到先得，请说“预约”来约。", "有号"
    if what == "no_more":
        day = date.fromisoformat(str(payload["date"]))
        return f"您候补的{day.month}月{day.day}日窗口不办公了，不用再等。请说“预约”另选时间。", "候补取消"
    label = LABELS.get(str(payload.get("state")))
    if label is None or payload.get("matter_no") is None:
        return None
    if what in ("displaced", "reinstated"):
        return _time_of_booking(what, payload)
    return f"您的预约（{payload['matter_no']}）：{label}。", label


def _time_of_booking(what: str, payload: Payload) -> tuple[str, str]:
    day = date.fromisoformat(str(payload["date"]))
    when = f"{day.month}月{day.day}日（周{_WEEK[day.weekday()]}）{payload['start']}-{payload['end']}"
    where, number = payload.get("window") or "窗口", payload["matter_no"]
    if what == "reinstated":
        return f"“{where}”{when}恢复办理，您的预约（{number}）有效，按时来就行，不用改约。", "照常办理"
    how = "请说“改约”换个时间，或说“取消预约”"
    if not payload.get("movable"):
        how = "这个窗口不再接受预约，请说“取消预约”，再说“预约”另选窗口和时间"
    asked = f"窗口电话 {payload['phone']} 或 12345" if payload.get("phone") else "12345"
    text = (
        f"抱歉，“{where}”{when}不办公了，您约的这个时间（{number}）办不了，请不要白跑一趟。"
        f"预约还留着：{how}；也可以拨打{asked} 询问。"
    )
    return text, "要改期"


def _work_order(what: str, payload: Payload) -> tuple[str, str] | None:
    if what == "passed_on":
        matter = f"您的诉求（{payload['matter_no']}）"
        return _passed_on(matter, payload, OrderState(str(payload["state"])).label)
    if what not in {state.value for state in OrderState}:
        return None
    label = OrderState(what).label
    return f"您的诉求（{payload['matter_no']}）有新进展：{label}。{_PROGRESS}", label


def _rating(what: str, payload: Payload) -> tuple[str, str] | None:
    if what != "rectified":
        return None
    result = str(payload.get("result") or "").rstrip("。")  # what an older release queued has none
    told = f"：{result}" if result else ""
    return f"您评价的事项（{payload.get('matter_no', '')}）已经整改{told}。谢谢您的意见。", "已整改"


def _draft(what: str, payload: Payload) -> tuple[str, str] | None:
    if what != "expiring":
        return None
    name = payload.get("item_name") or "您的申请"
    return f"您没填完的“{name}”申请将在3天后失效。说“继续上次的申请”可以接着填。", "将失效"


_FAMILIES: dict[str, Callable[[str, Payload], tuple[str, str] | None]] = {
    "application": _application,
    "appointment": _appointment,
    "work_order": _work_order,
    "rating": _rating,
    "draft": _draft,
}
