"""One field of a service item as the words a citizen reads. Each function: ItemView → text."""

from __future__ import annotations

from collections.abc import Callable

from bot.services.catalogue.views import FeeView, ItemView, MaterialView

_ASK = "可以拨打咨询电话 {phone} 确认。"


def _local(item: ItemView, text: str) -> str:
    """Local facts say whose they are."""
    return f"{text}（{item.region_name}）" if item.region_name else text


def _lines(rows: tuple[str, ...]) -> str:
    return "\n".join(f"{n}. {row}" for n, row in enumerate(rows, start=1)) if len(rows) > 1 else "".join(rows)


def overview(item: ItemView) -> str:
    return item.summary


def conditions(item: ItemView) -> str:
    if not item.accept_condition:
        return "受理条件暂无资料，" + _ASK.format(phone=item.consult_phone)
    return "受理条件：\n" + _lines(item.accept_condition)


def who(item: ItemView) -> str:
    return item.who or "面向：" + "、".join(item.audience_labels)


def _material(number: int, row: MaterialView) -> str:
    counts = [f"{kind}{n}份" for kind, n in (("原件", row.original), ("复印件", row.copies)) if n]
    notes = [*counts]
    if row.need and row.need != "1":
        notes.append(row.need_label)
    if row.shared:
        notes.append("可由数据共享核验的免交")
    line = f"{number}. {row.name}" + (f"（{'，'.join(notes)}）" if notes else "")
    if row.when:
        line += f"——{row.when}提供" if not row.when.endswith("提供") else f"——{row.when}"
    return line + (f"；{row.note}" if row.note else "")


def materials(item: ItemView) -> str:
    if not item.materials:
        return "申请材料暂无资料，" + _ASK.format(phone=item.consult_phone)
    rows = [_material(n, row) for n, row in enumerate(item.materials, start=1)]
    return f"办理“{item.name}”需要以下材料：\n" + "\n".join(rows)


def _fee(row: FeeView) -> str:
    line = f"{row.name}：{row.standard}"
    if row.when:
        line += f"（{row.when}）"
    if row.reducible:
        line += "，符合条件可减免"
    return line + (f"；{row.note}" if row.note else "")


def fee(item: ItemView) -> str:
    if item.is_fee is None:
        return item.fee_explain or "收费情况暂无资料，" + _ASK.format(phone=item.consult_phone)
    head = f"办理“{item.name}”" + ("收费标准：" if item.is_fee else "不收费。")
    rows = [_fee(row) for row in item.fees]
    pieces = [head, *rows, *([item.fee_explain] if item.fee_explain else [])]
    if item.fee_basis:
        pieces.append(f"收费依据：{item.fee_basis}")
    return "\n".join(pieces)


def time_limit(item: ItemView) -> str:
    pieces = []
    if item.anticipate_days is not None:
        days = f"{item.anticipate_days}个{item.anticipate_day_type}" if item.anticipate_days else "当场办结"
        pieces.append(f"法定办结时限：{days}。")
    if item.anticipate_explain:
        pieces.append(item.anticipate_explain)
    if item.promise_days is not None:
        days = f"{item.promise_days}个{item.promise_day_type}" if item.promise_days else "当场办结"
        pieces.append(_local(item, f"承诺办结时限：{days}") + "。")
    return "\n".join(pieces) or "办理时限暂无资料，" + _ASK.format(phone=item.consult_phone)


def where(item: ItemView) -> str:
    rows = [
        f"{window.name}：{window.address}" + (f"。{window.traffic}" if window.traffic else "")
        for window in item.windows
    ]
    if not rows and item.department.address:
        rows = [f"{item.department.name}：{item.department.address}"]
    if not rows:
        return "办理地点暂无资料，" + _ASK.format(phone=item.consult_phone)
    text = _local(item, "办理地点") + "：\n" + _lines(tuple(rows))
    if item.handle_area:
        text += f"\n通办范围：{item.handle_area}"
    if item.is_online:
        text += "\n" + online(item)
    return text


def hours(item: ItemView) -> str:
    rows = tuple(f"{window.name}：{window.hours}" for window in item.windows if window.hours)
    if not rows and item.department.hours:
        rows = (f"{item.department.name}：{item.department.hours}",)
    if not rows:
        return "办理时间暂无资料，" + _ASK.format(phone=item.consult_phone)
    return _local(item, "办理时间") + "：\n" + _lines(rows)


def steps(item: ItemView) -> str:
    if not item.steps:
        return "办理流程暂无资料，" + _ASK.format(phone=item.consult_phone)
    rows = "\n".join(f"{n}. {step.name}：{step.text}" for n, step in enumerate(item.steps, start=1))
    return f"“{item.name}”办理流程：\n{rows}"


def online(item: ItemView) -> str:
    if not item.is_online:
        return f"“{item.name}”目前需要到窗口办理，暂不能网上办理。"
    depth = f"（{item.online_depth_label}）" if item.online_depth_label else ""
    text = f"“{item.name}”可以网上办理{depth}"
    text += f"：{item.online_url}" if item.online_url else "。"
    if item.limit_scene_num is not None:
        text += f"\n需要到现场：{item.limit_scene_num}次" if item.limit_scene_num else "\n全程不用到现场"
    return text


def result(item: ItemView) -> str:
    pieces = [f"办理结果：{item.result.name}。"] if item.result.name else []
    if item.result.validity:
        pieces.append(f"有效期：{item.result.validity}")
    return "\n".join(pieces) or "办理结果暂无资料，" + _ASK.format(phone=item.consult_phone)


def legal_basis(item: ItemView) -> str:
    if not item.by_law:
        return "设定依据暂无资料，" + _ASK.format(phone=item.consult_phone)
    return "设定依据：\n" + _lines(tuple(str(law) for law in item.by_law))


def contact(item: ItemView) -> str:
    return _local(item, f"咨询电话：{item.consult_phone}") + (
        f"\n办理部门：{item.department.name}" if item.department.name else ""
    )


def complaint(item: ItemView) -> str:
    return f"监督投诉电话：{item.supervise_phone}"


def booking(item: ItemView) -> str:
    if not item.is_schedule:
        return f"“{item.name}”不需要预约，办公时间到窗口取号办理即可。\n{hours(item)}"
    return f"“{item.name}”支持预约办理，也可以现场取号。预约电话：{item.consult_phone}\n{hours(item)}"


FIELDS: dict[str, tuple[str, Callable[[ItemView], str]]] = {
    "overview": ("简介", overview),
    "conditions": ("受理条件", conditions),
    "who": ("谁能办", who),
    "materials": ("申请材料", materials),
    "steps": ("办理流程", steps),
    "fee": ("收费", fee),
    "time_limit": ("办理时限", time_limit),
    "where": ("办理地点", where),
    "hours": ("办理时间", hours),
    "online": ("网上办理", online),
    "booking": ("预约", booking),
    "result": ("办理结果", result),
    "legal_basis": ("设定依据", legal_basis),
    "contact": ("咨询电话", contact),
    "complaint": ("监督投诉", complaint),
}
