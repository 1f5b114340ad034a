"""What is done with a case or an order that exists: look at it, urge it, take it back, put right what staff asked."""

from __future__ import annotations

from typing import Any

from bot.services.applications import corrections, urging, withdrawing
from bot.services.applications.errors import ApplicationError
from bot.services.applications.states import State, may_follow
from bot.services.content import CITY_ZONE
from bot.services.forms.show import show_to_others
from bot.services.matters import Kind
from bot.services.tasks.ask import Ask, Button, Leave, Row, Said, option
from bot.services.tasks.context import Context, review
from bot.services.tasks.matter_step import describe, matter_step
from bot.services.work_orders import filing, handling
from bot.services.work_orders.states import NEXT, OrderState
from bot.services.work_orders.views import OrderError, OrderView

_KINDS: tuple[Kind, ...] = ("application", "work_order")
_CASES: tuple[Kind, ...] = ("application",)


def found_matter(ctx: Context, kinds: tuple[Kind, ...]) -> tuple[Kind, Any]:
    """The matter, once it is known."""
    found = matter_step(ctx, kinds)
    assert not isinstance(found, Ask)
    return found


def _may_withdraw(kind: Kind, row: Any) -> bool:
    if kind == "application":
        return may_follow(State(row.state), State.WITHDRAWN)
    return OrderState.WITHDRAWN in NEXT[OrderState(row.state)]


class Withdraw:
    title = "撤回"
    depends: dict[str, tuple[str, ...]] = {"number": ("confirm",)}

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _KINDS, _may_withdraw)
        if isinstance(found, Ask):
            return found
        if not _may_withdraw(*found):
            raise Leave(f"{describe(ctx, *found)}，现在的状态不能撤回。")
        words = ("撤回", "确认撤回", "撤回吧", "撤销")
        return review(ctx, self, "确认撤回吗？撤回后不再办理，需要时要重新提交。", "确认撤回", words)

    def rows(self, ctx: Context) -> list[Row]:
        return [Row("number", "撤回", describe(ctx, *found_matter(ctx, _KINDS)))]

    def finish(self, ctx: Context) -> Said:
        kind, row = found_matter(ctx, _KINDS)
        number = row.case_no if kind == "application" else row.order_no
        try:
            if kind == "work_order":
                handling.withdraw(ctx.session, row.id, ctx.now)
            else:
                withdrawing.withdraw(ctx.session, row.id, "申请人撤回", ctx.now)
        except (ApplicationError, OrderError) as error:
            raise Leave(str(error)) from None
        return Said(f"{number} 已撤回。", data={"matter_no": number, "state": "撤回"}, number=number)


class Urge:
    title = "催办"
    depends: dict[str, tuple[str, ...]] = {}

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _KINDS, _waits_for_staff)
        return found if isinstance(found, Ask) else None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        kind, row = found_matter(ctx, _KINDS)
        try:
            if kind == "application":
                fresh, number = urging.urge(ctx.session, row.id, ctx.now), row.case_no
            else:
                fresh = not filing.urge(ctx.session, row.id, ctx.key, "", ctx.now).already
                number = row.order_no
        except (ApplicationError, OrderError) as error:
            raise Leave(str(error)) from None
        text = (
            f"已为 {number} 催办，承办单位会看到。"
            if fresh
            else f"{number} 一天之内已经催办过，已经转给承办单位，请再等等。"
        )
        return Said(
            text,
            data={"matter_no": number},
            buttons=(Button("查进度", "check_progress", {"case_no": number}),),
        )


class Correct:
    title = "补正"
    depends: dict[str, tuple[str, ...]] = {}

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _CASES, lambda kind, row: row.state == State.CORRECTION)
        if isinstance(found, Ask):
            return found
        for each in self._asked(ctx):
            if f"c.{each.key}" not in ctx.answers:
                return self._ask(ctx, found[1], each)
        return review(ctx, self, "请核对补正内容，确认后提交，办理时限接着计算：")

    def rows(self, ctx: Context) -> list[Row]:
        case = found_matter(ctx, _CASES)[1]
        rows = []
        for each in self._asked(ctx):
            field = corrections.question(ctx.session, case, each) if each.kind == "field" else None
            value = ctx.get(f"c.{each.key}")
            shown = (
                show_to_others(field, value)
                if field
                else corrections.DELIVERIES.get(value or "", ("已上传", ""))[0]
            )
            rows.append(Row(f"c.{each.key}", each.label, shown))
        return rows

    def finish(self, ctx: Context) -> Said:
        case = found_matter(ctx, _CASES)[1]
        answers = {key[2:]: value for key, value in ctx.answers.items() if key.startswith("c.") and value}
        try:
            corrections.answer(ctx.session, case.id, answers, ctx.now)
        except ApplicationError as error:
            raise Leave(str(error)) from None
        return Said(
            f"{case.case_no} 的补正已提交，办理时限从今天起接着计算。",
            data={"matter_no": case.case_no, "state": State.SUBMITTED.label},
            buttons=(Button("查进度", "check_progress", {"case_no": case.case_no}),),
            number=case.case_no,
        )

    @staticmethod
    def _asked(ctx: Context) -> list[corrections.Asked]:
        try:
            return corrections.wanted(ctx.session, found_matter(ctx, _CASES)[1])
        except ApplicationError as error:
            raise Leave(str(error)) from None

    @staticmethod
    def _ask(ctx: Context, case: Any, each: corrections.Asked) -> Ask:
        why = f"（{each.why}）" if each.why else ""
        if each.kind == "material":
            options = tuple(option(value, title) for value, (title, _) in corrections.DELIVERIES.items())
            return Ask(
                f"c.{each.key}", each.label, f"需要补交“{each.label}”{why}，您怎么补交？", "choice", options
            )
        field = corrections.question(ctx.session, case, each)
        assert field is not None  # staff could not have asked it
        prompt = f"需要更正“{each.label}”{why}，请重新填写。"
        return Ask(f"c.{each.key}", each.label, prompt, field.input, tuple(field.choices), field=field)


def order_progress(view: OrderView) -> Said:
    lines = [
        f"{each.at.astimezone(CITY_ZONE):%m月%d日 %H:%M} {each.action}"
        + (f"：{each.note}" if each.note else "")
        for each in view.events
    ]
    due = (
        f"\n本市承诺办结：{view.due_on.year}年{view.due_on.month}月{view.due_on.day}日"
        if view.due_on and view.is_open
        else ""
    )
    events = [{"at": each.at.isoformat(), "state": each.action, "note": each.note} for each in view.events]
    buttons = (Button("催办", "urge"),) if view.is_open else (Button("评价", "rate_service"),)
    return Said(
        f"{view.order_type}工单 {view.order_no} 目前状态：{view.label}（{view.department}）{due}\n"
        + "\n".join(lines),
        "progress",
        {"case_no": view.order_no, "state": view.label, "events": events},
        buttons,
        view.order_no,
    )


def _waits_for_staff(kind: Kind, row: Any) -> bool:
    if kind == "work_order":
        return OrderState(row.state).is_open
    state = State(row.state)
    return not state.is_final and state not in (State.DRAFT, State.CORRECTION)
