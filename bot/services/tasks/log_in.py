"""登录, 我的, 退出登录: who one is, and everything of one's own in one answer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.db.columns import col
from bot.db.models import Application
from bot.services.applications.drafts import find_open_draft
from bot.services.applications.states import State
from bot.services.identity import consent_ledger
from bot.services.identity.mask import mask_mobile
from bot.services.identity.owning import owned_by
from bot.services.identity.proven import bind, log_out, proven
from bot.services.matters import Kind, column_of, own_numbers
from bot.services.tasks.ask import Ask, Button, Row, Said
from bot.services.tasks.context import Context
from bot.services.tasks.matter_step import describe
from bot.services.tasks.proof_step import DEPENDS, proof_step, speaker
from bot.settings import get_settings

_GROUPS: tuple[tuple[Kind, str], ...] = (
    ("application", "办件"),
    ("appointment", "预约"),
    ("work_order", "诉求"),
)
_SHOWN, _BUTTONS = 5, 6


class LogIn:
    title = "身份核验"
    depends: dict[str, tuple[str, ...]] = DEPENDS

    def next(self, ctx: Context) -> Ask | None:
        found = proof_step(ctx)
        return found if isinstance(found, Ask) else None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        citizen = speaker(ctx)
        minutes = get_settings().proof_minutes
        return Said(
            f"核验成功，您是 {mask_mobile(citizen.mobile)} 的机主。{minutes}分钟内查自己的办件、预约和诉求不用再输编号；"
            "在别人的设备上用完请说“退出登录”。",
            buttons=(
                *_to_go_on(ctx),
                Button("我的", "my_matters"),
                Button("我授权过什么", "my_consents"),
                Button("退出登录", "log_out"),
            ),
        )


class MyMatters(LogIn):
    title = "我的"

    def finish(self, ctx: Context) -> Said:
        citizen = speaker(ctx)
        bind(ctx.session, ctx.conversation_id, citizen.id)
        lines, buttons = [f"{mask_mobile(citizen.mobile)}，这是您的："], []
        for kind, name in _GROUPS:
            found = own_numbers(ctx.session, ctx.conversation_id, (kind,), ctx.now, whole=True)
            lines += _listed(name, [describe(ctx, each, row) for each, row in found])
            buttons += [_progress(kind, row) for _, row in found]
        drafts = _drafts(ctx, citizen)
        lines += _listed("没填完的申请", [draft.item_name for draft in drafts])
        here = [draft for draft in drafts if draft.session_id == ctx.conversation_id]
        buttons = [
            Button(f"接着填{each.item_name}", "resume_draft", {"service_item": each.item_code})
            for each in here
        ][:2] + buttons[: _BUTTONS - len(here[:2])]
        consents = consent_ledger.of_citizen(ctx.session, citizen, ctx.conversation_id)
        active = sum(each.withdrawn_at is None for each in consents)
        lines.append(f"授权：{active}项有效，共{len(consents)}项")
        return Said("\n".join(lines), "choices", buttons=(*buttons, Button("我授权过什么", "my_consents")))


class LogOut:
    title = "退出登录"
    depends: dict[str, tuple[str, ...]] = {}

    def next(self, ctx: Context) -> Ask | None:
        return None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        if proven(ctx.session, ctx.conversation_id, ctx.now) is None:
            return Said("您现在没有登录。", "text")
        log_out(ctx.session, ctx.conversation_id, ctx.now)
        return Said("已退出登录。再查个人信息要重新核验。", "text")


def _to_go_on(ctx: Context) -> tuple[Button, ...]:
    """To the form that was left for the proof."""
    draft = find_open_draft(ctx.session, ctx.conversation_id, None, ctx.now)
    if draft is None:
        return ()
    return (Button(f"接着填{draft.item_name}", "resume_draft", {"service_item": draft.item_code}),)


def _drafts(ctx: Context, citizen: Any) -> list[Any]:
    mine = owned_by(Application, citizen) | (Application.session_id == ctx.conversation_id)
    query = select(Application).where(
        mine, Application.state == State.DRAFT.value, col(Application.expires_at) > ctx.now
    )
    return list(ctx.session.scalars(query.order_by(col(Application.updated_at).desc())))


def _listed(name: str, lines: list[str]) -> list[str]:
    if not lines:
        return [f"{name}：没有"]
    more = [f"　……共{len(lines)}件，其余请说编号查"] if len(lines) > _SHOWN else []
    return [f"{name}：", *(f"　{line}" for line in lines[:_SHOWN]), *more]


def _progress(kind: Kind, row: Any) -> Button:
    number = str(getattr(row, column_of(kind).key))
    name = {"application": "办件", "appointment": "预约", "work_order": "诉求"}[kind]
    return Button(f"{name} {number}", "check_progress", {"case_no": number})
