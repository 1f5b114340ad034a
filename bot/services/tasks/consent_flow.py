"""我授权过什么: the ledger in one answer, and an entry withdrawn."""

from __future__ import annotations

from typing import Any

from bot.services.content import CITY_ZONE
from bot.services.forms.outcome import Accepted, Refused
from bot.services.identity import consent_ledger
from bot.services.identity.consent_ledger import CannotWithdraw, Entry
from bot.services.tasks.ask import Ask, Leave, Outcome, Row, Said, option
from bot.services.tasks.context import Context, review
from bot.services.tasks.proof_step import DEPENDS, proof_step, speaker

_NONE = "none"
_LONGEST_DATA = 60


class MyConsents:
    title = "我的授权"
    depends: dict[str, tuple[str, ...]] = {**DEPENDS, "entry": ("confirm",)}

    def next(self, ctx: Context) -> Ask | None:
        citizen = proof_step(ctx)
        if isinstance(citizen, Ask):
            return citizen
        entries = consent_ledger.of_citizen(ctx.session, citizen, ctx.conversation_id)
        if not entries:
            raise Leave("您还没有授权记录。办事时需要您同意的，都会先问您，并记在这里。")
        if ctx.get("entry") is None:
            return _which(entries)
        if ctx.get("entry") == _NONE:
            return None
        words = ("撤回", "确认撤回", "撤回授权")
        return review(
            ctx,
            self,
            "确认撤回这项授权吗？撤回前已经办的事不受影响；没填完的申请会删掉个人信息。",
            "确认撤回",
            words,
        )

    def rows(self, ctx: Context) -> list[Row]:
        entry = self._entry(ctx)
        return [Row("entry", "授权", f"{entry.purpose} {entry.about}".strip())] if entry else []

    def finish(self, ctx: Context) -> Said:
        if ctx.get("entry") == _NONE:
            return Said("好的，授权没有改动。", "text")
        citizen = speaker(ctx)
        try:
            entry = consent_ledger.withdraw(
                ctx.session, citizen, ctx.conversation_id, int(ctx.need("entry")[1:]), ctx.now
            )
        except CannotWithdraw as error:
            raise Leave(str(error)) from None
        return Said(
            f"已撤回授权：{entry.purpose} {entry.about}".strip() + "。记录会保留，写明撤回时间。", "text"
        )

    @staticmethod
    def _entry(ctx: Context) -> Entry | None:
        citizen: Any = proof_step(ctx)
        if isinstance(citizen, Ask):
            return None
        entries = consent_ledger.of_citizen(ctx.session, citizen, ctx.conversation_id)
        return next((each for each in entries if f"c{each.id}" == ctx.get("entry")), None)


def line(entry: Entry) -> str:
    when = f"{entry.at.astimezone(CITY_ZONE):%Y年%m月%d日 %H:%M}"
    data = entry.data if len(entry.data) <= _LONGEST_DATA else f"{entry.data[:_LONGEST_DATA]}等"
    ended = (
        f"，{entry.withdrawn_at.astimezone(CITY_ZONE):%Y年%m月%d日}撤回" if entry.withdrawn_at else "，有效"
    )
    return (
        f"{entry.purpose} {entry.about}".strip()
        + f"（{when}同意{ended}）"
        + (f"；涉及：{data}" if data else "")
    )


def _which(entries: list[Entry]) -> Ask:
    listed = "\n".join(f"{n}. {line(entry)}" for n, entry in enumerate(entries, 1))
    active = [(n, entry) for n, entry in enumerate(entries, 1) if entry.withdrawn_at is None]
    options = [option(f"c{entry.id}", f"撤回第{n}项") for n, entry in active][:8]
    options.append(option(_NONE, "不用改"))

    def check(text: str) -> Outcome:
        said = text.strip(" 。.！!")
        for each in options:
            if said in (each.value, each.title):
                return Accepted(each.value, each.title, each.title)
        number = "".join(ch for ch in said if ch.isdecimal())
        for n, entry in active:
            if number == str(n):
                return Accepted(f"c{entry.id}", "", "")
        if said in ("不用", "不用了", "不", "不撤", "看看", "好的", "没有", "知道了", "好", "谢谢"):
            return Accepted(_NONE, "", "")
        return Refused("请点选要撤回的一项，或说“不用改”。")

    return Ask(
        "entry", "授权", f"您的授权记录：\n{listed}\n要撤回哪一项吗？", "choice", tuple(options), check=check
    )
