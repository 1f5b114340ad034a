"""Which matter is meant, and that it is one's own: the first questions of every flow about something that exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bot.services.applications.states import State
from bot.services.appointments.record import booking_view
from bot.services.forms.outcome import Accepted, Refused
from bot.services.matters import (
    Kind,
    MatterNotFound,
    ProofRequired,
    admit,
    column_of,
    find_matter_no,
    own_numbers,
)
from bot.services.tasks.ask import Ask, Outcome, option
from bot.services.tasks.context import Context
from bot.services.work_orders.states import OrderState

NAMES: dict[Kind, str] = {"application": "办件编号", "appointment": "预约编号", "work_order": "工单编号"}
_OTHER = "other"
Suits = Callable[[Kind, Any], bool]


def matter_step(
    ctx: Context, kinds: tuple[Kind, ...], suits: Suits = lambda kind, row: True
) -> Ask | tuple[Kind, Any]:
    """A question while it is not known, then (kind, row). `suits`: which of one's own are offered."""
    number = ctx.get("number")
    own = [] if ctx.get("of") == _OTHER else _own(ctx, kinds, suits)
    if number is None and len(own) == 1:
        number = ctx.answers["number"] = _number(*own[0])
    if number is None and own:
        return _which(own)
    if number is None:
        none_suits = bool(own_numbers(ctx.session, ctx.conversation_id, kinds))
        return _ask_number(kinds, "您在本次会话里办的事，目前都用不上这一步。" if none_suits else "")
    if ctx.get("proof") == "ok":
        found = find_matter_no(number)
        assert found is not None
        column = column_of(found.kind)
        return found.kind, ctx.session.scalars(select(column.class_).where(column == found.number)).one()
    try:
        return admit(ctx.session, number, ctx.conversation_id, None, ctx.now)
    except ProofRequired:
        return _ask_proof(ctx, number)
    except MatterNotFound:
        ctx.answers.pop("number")
        return _ask_number(kinds)


def describe(ctx: Context, kind: Kind, row: Any) -> str:
    """One line a citizen recognises it by."""
    if kind == "application":
        return f"{row.item_name} {row.case_no}（{State(row.state).label}）"
    if kind == "appointment":
        view = booking_view(ctx.session, row)
        return f"{view.item_name} {view.day.month}月{view.day.day}日{view.start:%H:%M} {view.booking_no}（{view.label}）"
    return f"{row.order_type} {row.order_no}（{OrderState(row.state).label}）"


def _own(ctx: Context, kinds: tuple[Kind, ...], suits: Suits) -> list[tuple[Kind, Any]]:
    found = own_numbers(ctx.session, ctx.conversation_id, kinds)
    return [(kind, row) for kind, row in found if suits(kind, row)]


def _which(own: list[tuple[Kind, Any]]) -> Ask:
    options = [option(_number(kind, row), _title(kind, row)) for kind, row in own]

    def check(text: str) -> Outcome:
        for each in options:
            if text in (each.value, each.title):
                return Accepted(each.value, each.value, each.value)
        found = find_matter_no(text)
        if found is not None:
            return Accepted(found.number, found.number, found.number)
        return Refused("请点选上面的一个，或输入回执上的编号。")

    return Ask("number", "编号", "您指的是哪一个？", "choice", tuple(options), check=check)


def _title(kind: Kind, row: Any) -> str:
    name = {"application": "item_name", "appointment": "", "work_order": "order_type"}[kind]
    return f"{getattr(row, name) if name else '预约'} {_number(kind, row)}"


def _ask_number(kinds: tuple[Kind, ...], lead: str = "") -> Ask:
    names = "或".join(NAMES[kind] for kind in kinds)

    def check(text: str) -> Outcome:
        found = find_matter_no(text)
        if found is None or found.kind not in kinds:
            return Refused(
                f"这不是有效的{names}。编号在提交成功的回执上；不记得的，先说“取消”，再说“登录”，核验手机号后说“我的”就能看到。"
            )
        return Accepted(found.number, found.number, found.number)

    return Ask("number", names, f"{lead}请输入{names}（在提交成功的回执上）。", check=check)


def _ask_proof(ctx: Context, number: str) -> Ask:
    found = find_matter_no(number)
    asked = "申请时所填证件号码的后6位（没有填证件号码的，填手机号码后6位）"
    if found is not None and found.kind != "application":
        asked = "登记时所填手机号码的后6位"

    def check(text: str) -> Outcome:
        try:
            admit(ctx.session, number, ctx.conversation_id, text, ctx.now)
        except (MatterNotFound, ProofRequired) as error:
            return Refused(str(error) or "请输入6位证明信息。")
        return Accepted("ok", "", "")

    return Ask("proof", "证明信息", f"为了保护个人信息，请输入{asked}。", check=check)


def _number(kind: Kind, row: Any) -> str:
    return str(getattr(row, column_of(kind).key))
