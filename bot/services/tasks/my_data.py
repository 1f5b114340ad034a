"""导出我的信息, 删除我的信息: what we hold in one answer, and all of it gone that may go."""

from __future__ import annotations

from bot.services.identity import privacy
from bot.services.identity.mask import mask_mobile
from bot.services.tasks.ask import Ask, Button, Row, Said
from bot.services.tasks.context import Context, review
from bot.services.tasks.log_in import LogIn
from bot.services.tasks.proof_step import DEPENDS, proof_step, speaker

_LAW = "《个人信息保护法》第四十七条"
_NAMES = {
    "applications": "办件和草稿",
    "appointments": "预约",
    "work_orders": "诉求工单",
    "ratings": "评价",
    "consents": "授权记录",
    "channels": "绑定的渠道",
}


class MyData(LogIn):
    title = "查阅我的信息"

    def finish(self, ctx: Context) -> Said:
        citizen = speaker(ctx)
        privacy.gather(ctx.session, citizen)
        held = privacy.export(ctx.session, citizen)
        lines = [f"手机号：{mask_mobile(citizen.mobile)}"]
        lines += [f"{name}：{len(held[key])}项" for key, name in _NAMES.items()]
        for case in held["applications"]:
            fields = len(case["answers"])
            number = case["number"] or "未提交"
            lines.append(f"　{case['item']}（{number}）：{case['state']}，填写的内容{fields}项")
        return Said(
            "按照《个人信息保护法》第四十五条，这里保存的您的信息有：\n"
            + "\n".join(lines)
            + "\n对话里只显示概要。要完整的副本，请带身份证到政务服务窗口领取。",
            "choices",
            buttons=(
                Button("我的", "my_matters"),
                Button("我授权过什么", "my_consents"),
                Button("删除我的信息", "erase_me"),
            ),
        )


class EraseMe:
    title = "删除我的信息"
    depends: dict[str, tuple[str, ...]] = DEPENDS

    def next(self, ctx: Context) -> Ask | None:
        citizen = proof_step(ctx)
        if isinstance(citizen, Ask):
            return citizen
        text = (
            f"按照{_LAW}，确认后将删除：没提交的申请、已结束的预约里的姓名和手机号、评价的文字、渠道绑定和您的手机号，删除后不能恢复。\n"
            "会保留：正在办理的事项，到办完为止；已经办结的办件和工单，作为政务服务档案保存"
            "（《国务院关于在线政务服务的若干规定》，国务院令第716号，第十二条），除保存外不再使用，也不能再用手机号查到。\n确认删除吗？"
        )
        words = ("删除", "确认删除", "删除吧")
        return review(ctx, self, text, "确认删除", words)

    def rows(self, ctx: Context) -> list[Row]:
        citizen = proof_step(ctx)
        if isinstance(citizen, Ask):
            return []
        staying = privacy.in_progress(ctx.session, citizen)
        return [
            Row("mobile", "手机号", mask_mobile(citizen.mobile)),
            Row("staying", "正在办理，暂不删除", "、".join(staying) or "没有"),
        ]

    def finish(self, ctx: Context) -> Said:
        citizen = speaker(ctx)
        privacy.gather(ctx.session, citizen)
        done = privacy.erase(ctx.session, citizen, "citizen", ctx.now)
        stay = (
            f"正在办理的{'、'.join(done.in_progress)}要到办完为止，编号请记好。" if done.in_progress else ""
        )
        return Said(
            f"已删除：没提交的申请{done.drafts}份、预约里的个人信息{done.bookings}项，以及您的手机号和渠道绑定。"
            f"{done.archived}项已办结的记录作为档案保存，除保存外不再使用。{stay}您已退出登录。"
        )
