"""代办: which item, for whom, and their own word for it by a code sent to their mobile."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from bot.services.applications import agencies
from bot.services.bundles.query import active_bundle
from bot.services.bundles.schema import is_bundle
from bot.services.catalogue.query import get_item
from bot.services.forms.outcome import Accepted, Refused
from bot.services.identity import consent_ledger
from bot.services.identity.consent_ledger import AGENCY
from bot.services.identity.mask import mask_mobile
from bot.services.identity.mobile import InvalidMobile, parse_mobile
from bot.services.identity.proven import citizen_of
from bot.services.tasks.ask import Ask, Button, Leave, Outcome, Row, Said
from bot.services.tasks.context import Context
from bot.services.tasks.proof_step import DEPENDS, check_code, code_ask, proof_step, send_code, speaker

_DATA = "申请表里填写的委托人信息"


class Errand(NamedTuple):
    """What is done for the other: an item, or a 一件事 as a whole."""

    code: str
    name: str
    has_form: bool


def errand(session: Session, code: str) -> Errand | None:
    if is_bundle(code):
        view = active_bundle(session, code)
        return Errand(view.code, view.title, bool(view.here)) if view is not None else None
    item = get_item(session, code)
    return Errand(item.code, item.name, item.has_form) if item is not None else None


class ActForOther:
    title = "代办"
    depends: dict[str, tuple[str, ...]] = {**DEPENDS, "mobile": ("code",), "item": ("code",)}

    def next(self, ctx: Context) -> Ask | None:
        agent = proof_step(ctx, "替别人办事，先核验一下您本人。")
        if isinstance(agent, Ask):
            return agent
        item = self._item(ctx)
        if item is None:
            prompt = "您要替别人办哪个事项？请告诉我名称，例如“居住证”，也可以是“新生儿出生一件事”。"
            return Ask("item", "代办事项", prompt, hint="item", check=lambda text: _check_item(ctx, text))
        if not item.has_form:
            raise Leave(f"“{item.name}”还不能在对话里填报，代办请带委托书到窗口。")
        if ctx.get("mobile") is None:
            prompt = f"请输入委托人（您替谁办）的手机号。我们会发验证码给对方，对方同意并把验证码告诉您，才能代办“{item.name}”。对方没有手机的，请带委托书到窗口。"
            return Ask(
                "mobile",
                "委托人手机号",
                prompt,
                "mobile",
                check=lambda text: self._send(ctx, agent, item, text),
            )
        if ctx.get("code") is None:
            mobile = ctx.need("mobile")
            words = self._words(agent, item)
            return code_ask("code", mobile, lambda text: check_code(ctx, mobile, AGENCY, text, words))
        return None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        agent, item = speaker(ctx), self._item(ctx)
        assert item is not None  # asked before
        principal = citizen_of(ctx.session, ctx.need("mobile"), ctx.now)
        agency = agencies.agree(
            ctx.session,
            opening_key=ctx.key,
            conversation_id=ctx.conversation_id,
            item_code=item.code,
            agent_id=agent.id,
            principal_id=principal.id,
            now=ctx.now,
        )
        consent_ledger.give(
            ctx.session,
            conversation_id=ctx.conversation_id,
            citizen_id=principal.id,
            purpose=AGENCY,
            subject=f"agency:{agency.id}",
            data=_DATA,
            text=self._words(agent, item),
            version="1",
            now=ctx.now,
        )
        days = agencies.VALID_FOR.days
        return Said(
            f"委托人 {mask_mobile(principal.mobile)} 已同意您代办“{item.name}”，{days}天内有效，只能办这一次，会记在办件里。"
            "申请表请填委托人的信息。委托人登录后说“我授权过什么”可以随时撤回。",
            buttons=(Button("开始填写", "start_application", {"service_item": item.code}),),
        )

    @staticmethod
    def _words(agent: object, item: Errand) -> str:
        mobile = mask_mobile(str(getattr(agent, "mobile", "")))
        return f"{mobile}申请替您办理“{item.name}”，同意才把验证码告诉对方。"

    @staticmethod
    def _item(ctx: Context) -> Errand | None:
        code = ctx.get("item")
        return errand(ctx.session, code) if code else None

    def _send(self, ctx: Context, agent: object, item: Errand, text: str) -> Outcome:
        try:
            mobile = parse_mobile(text)
        except InvalidMobile as error:
            return Refused(str(error))
        if mobile == getattr(agent, "mobile", None):
            return Refused("这是您自己的手机号。给自己办不用代办，直接说“我要申请”就行。")
        return send_code(ctx, mobile, AGENCY, self._words(agent, item)) or Accepted(mobile, mobile, "")


def _check_item(ctx: Context, text: str) -> Outcome:
    if errand(ctx.session, text) is not None:
        return Accepted(text, text, text)
    return Refused("没有认出这个事项，请换个说法，例如“居住证”。")
