"""换个渠道接着办: a code for the draft here, taken up there after proof of identity."""

from __future__ import annotations

from bot.services.applications import draft_codes, drafts
from bot.services.applications.draft_codes import CodeWrong
from bot.services.forms.outcome import Accepted, Refused
from bot.services.tasks.ask import Ask, Button, Leave, Outcome, Row, Said
from bot.services.tasks.context import Context
from bot.services.tasks.proof_step import DEPENDS, proof_step


def code_said(item_name: str, code: str) -> Said:
    """`code` in the data: it is shown once and not kept with the conversation (bot/assistant/masking.py)."""
    return Said(
        f"“{item_name}”的暂存码：{code}，{draft_codes.DAYS}天内有效，只能用一次，请不要告诉别人。\n"
        "在另一个渠道或设备上对我说“输入暂存码”，核验手机号后就从现在这一步接着填。",
        data={"item": item_name, "code": code},
    )


class ContinueElsewhere:
    title = "换个渠道接着办"
    depends: dict[str, tuple[str, ...]] = {}

    def next(self, ctx: Context) -> Ask | None:
        return None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        draft = drafts.find_open_draft(ctx.session, ctx.conversation_id, None, ctx.now)
        if draft is None:
            raise Leave(
                "您在这里没有没填完的申请。如果已经拿到暂存码，请点：", Button("输入暂存码", "take_up_draft")
            )
        return code_said(draft.item_name, draft_codes.give(ctx.session, draft.id, ctx.now))


class TakeUpDraft:
    title = "接着办"
    depends: dict[str, tuple[str, ...]] = DEPENDS

    def next(self, ctx: Context) -> Ask | None:
        found = proof_step(ctx, "接着办之前，先核验一下是您本人。")
        if isinstance(found, Ask):
            return found
        if ctx.get("draft") is None:
            prompt = "请输入暂存码（8位字母和数字，在原来的渠道说“给我暂存码”就能拿到）。"
            return Ask("draft", "暂存码", prompt, check=lambda text: self._take(ctx, found, text))
        return None

    def rows(self, ctx: Context) -> list[Row]:
        return []

    def finish(self, ctx: Context) -> Said:
        draft = drafts.view(ctx.session, int(ctx.need("draft")[1:]))
        return Said(
            f"“{draft.item_name}”申请接过来了（已填 {draft.answered}/{draft.total} 项），原来的渠道不能再填。",
            "choices",
            buttons=(Button("接着填", "resume_draft", {"service_item": draft.item_code}),),
        )

    @staticmethod
    def _take(ctx: Context, citizen: object, text: str) -> Outcome:
        if draft_codes.find_code(text) is None:
            return Refused("暂存码是8位字母和数字，例如 ABCD-2345。")
        try:
            case = draft_codes.take_over(ctx.session, text, citizen, ctx.conversation_id, ctx.now)
        except CodeWrong as error:
            return Refused(str(error))
        return Accepted(f"d{case.id}", "", "")
