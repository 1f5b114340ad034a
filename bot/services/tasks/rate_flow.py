"""好差评: which matter, how it was, why — once. A work order is asked first whether it is solved (回访)."""

from __future__ import annotations

import re
from typing import Any

from bot.services.forms.choices import numbered
from bot.services.forms.heard import key_of
from bot.services.forms.outcome import Accepted, Refused
from bot.services.matters import Kind, column_of
from bot.services.ratings.rate import (
    BAD,
    BAD_REASONS,
    GOOD_REASONS,
    LEVELS,
    AlreadyRated,
    NotFinished,
    RatingError,
    may_rate,
    rate,
)
from bot.services.tasks.ask import Ask, Leave, Outcome, Row, Said, option
from bot.services.tasks.case_care import found_matter
from bot.services.tasks.context import Context, review
from bot.services.tasks.matter_step import describe, matter_step
from bot.services.work_orders import handling
from bot.services.work_orders.states import OrderState
from bot.services.work_orders.views import OrderError

_KINDS: tuple[Kind, ...] = ("application", "work_order", "appointment")
_ALIASES = {
    1: ("五星", "5星", "五颗星", "满分", "很满意", "特别满意", "好评"),
    2: ("四星", "4星", "挺好", "不错", "还不错"),
    3: ("三星", "3星", "一般", "还行", "一般般", "凑合"),
    4: ("两星", "2星", "二星", "不太满意", "不好", "差"),
    5: ("一星", "1星", "差评", "很不满意", "特别不满意", "很差", "太差了", "零分"),
}
_SOLVED = (
    option("yes", "已解决", "解决了", "都解决了", "是", "是的", "解决", "好了", "修好了"),
    option("no", "没有解决", "没解决", "没有", "否", "还没", "还没解决", "没", "不是", "没解决好"),
)
_SPLIT = re.compile(r"[,，、;；\s和跟与]+")
_NONE = frozenset({"没有", "无", "跳过", "不选", "没了", "都没有"})


class RateFlow:
    title = "服务评价"
    depends: dict[str, tuple[str, ...]] = {
        "number": ("solved", "level", "reasons", "confirm"),
        "solved": ("confirm",),
        "level": ("reasons", "confirm"),
        "reasons": ("confirm",),
        "comment": ("confirm",),
    }

    def next(self, ctx: Context) -> Ask | None:
        found = matter_step(ctx, _KINDS, lambda kind, row: _may(ctx, kind, row))
        if isinstance(found, Ask):
            return found
        try:
            may_rate(ctx.session, *found)
        except (NotFinished, AlreadyRated) as error:
            raise Leave(str(error)) from None
        if found[0] == "work_order" and found[1].state == OrderState.CLOSED and "solved" not in ctx.answers:
            return Ask("solved", "是否解决", "回访：您反映的问题解决了吗？", "choice", _SOLVED)
        if "level" not in ctx.answers:
            return _level(ctx, found)
        if "reasons" not in ctx.answers:
            return _reasons(int(ctx.need("level")))
        if "comment" not in ctx.answers:
            prompt = "还有什么想说的？（选填，可以回复“跳过”）"
            return Ask("comment", "文字评价", prompt, required=False, free=True)
        return review(ctx, self, "一件事评价一次，提交后不能改。请核对：")

    def rows(self, ctx: Context) -> list[Row]:
        rows = [Row("number", "评价", describe(ctx, *found_matter(ctx, _KINDS)))]
        if "solved" in ctx.answers:
            rows.append(
                Row("solved", "是否解决", "已解决" if ctx.get("solved") == "yes" else "未解决，退回重办")
            )
        level, comment = int(ctx.need("level")), ctx.get("comment")
        titles = BAD_REASONS if level >= BAD else GOOD_REASONS
        reasons = "、".join(titles[key] for key in (ctx.get("reasons") or "").split(",") if key in titles)
        rows += [
            Row("level", "满意度", LEVELS[level]),
            Row("reasons", "原因", reasons or "（未填写）"),
            Row("comment", "文字评价", f"已填写，共{len(comment)}字" if comment else "（未填写）"),
        ]
        return rows

    def finish(self, ctx: Context) -> Said:
        kind, row = found_matter(ctx, _KINDS)
        try:
            view = rate(
                ctx.session,
                kind,
                row,
                level=int(ctx.need("level")),
                reasons=[key for key in (ctx.get("reasons") or "").split(",") if key],
                comment=ctx.get("comment"),
                conversation_id=ctx.conversation_id,
                now=ctx.now,
            )
            if kind == "work_order" and "solved" in ctx.answers:
                handling.revisit(ctx.session, row.id, ctx.get("solved") == "yes", ctx.now)
        except (RatingError, OrderError) as error:
            raise Leave(str(error)) from None
        text = f"感谢评价，已记录：{view.label}。"
        if view.rectify_by is not None:
            day = view.rectify_by
            text += f"很抱歉没有让您满意，已转承办单位整改，本市承诺{day.year}年{day.month}月{day.day}日前核实整改，并把结果告诉您。"
        if ctx.get("solved") == "no":
            text += "问题没有解决，工单已退回承办单位重新办理。"
        return Said(text, data={"matter_no": view.matter_no}, number=view.matter_no)


def _may(ctx: Context, kind: Kind, row: Any) -> bool:
    try:
        may_rate(ctx.session, kind, row)
    except RatingError:
        return False
    return True


def _level(ctx: Context, found: tuple[Kind, Any]) -> Ask:
    options = tuple(option(str(level), title, *_ALIASES[level]) for level, title in LEVELS.items())
    number = getattr(found[1], column_of(found[0]).key)
    prompt = f"请为“{describe(ctx, *found)}”打分："
    return Ask(
        "level",
        "满意度",
        prompt,
        "choice",
        options,
        kind="rating",
        data={"matter_no": number},
        check=_check_level,
    )


def _check_level(text: str) -> Outcome:
    key = key_of(text)
    place = numbered(key)
    if place is not None and place + 1 in LEVELS:
        return Accepted(str(place + 1), "", "")
    for level, title in LEVELS.items():
        if key in {key_of(each) for each in (title, *_ALIASES[level])}:
            return Accepted(str(level), "", "")
    for level in (5, 4, 1, 3, 2):  # 非常不满意 holds 不满意 and 满意
        if any(key_of(each) in key for each in (LEVELS[level], *_ALIASES[level]) if len(each) > 1):
            return Accepted(str(level), "", "")
    return Refused("请从“非常满意、满意、基本满意、不满意、非常不满意”里选一个。")


def _reasons(level: int) -> Ask:
    titles = BAD_REASONS if level >= BAD else GOOD_REASONS
    lead = "抱歉没有让您满意，主要是哪里不好？" if level >= BAD else "哪些地方做得好？"
    options = tuple(option(key, title) for key, title in titles.items())

    def check(text: str) -> Outcome:
        return _check_reasons(text, titles)

    prompt = f"{lead}可以多选，例如“1、3”；不选请说“跳过”。"
    return Ask("reasons", "原因", prompt, "choice", options, required=False, check=check)


def _check_reasons(text: str, titles: dict[str, str]) -> Outcome:
    if text in titles:
        return Accepted(text, "", "")
    keys = list(titles)
    found: list[str] = []
    for part in filter(None, _SPLIT.split(text)):
        place = numbered(key_of(part))
        named = [key for key, title in titles.items() if len(part) > 1 and (part in title or title in part)]
        if place is not None and place < len(keys):
            found.append(keys[place])
        elif named:
            found += named
        elif part not in _NONE:
            return Refused("请回复序号，例如“1、3”，或者说“跳过”。")
    return Accepted(",".join(dict.fromkeys(found)), "", "")
