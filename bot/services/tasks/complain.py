"""诉求: what, where, when, about whom, by whom, to which department — then one work order."""

from __future__ import annotations

import re

from bot.services.forms.assent import yes_or_no
from bot.services.forms.choices import choose
from bot.services.forms.outcome import Accepted, Refused
from bot.services.forms.schema import Option
from bot.services.identity.mask import mask_address, mask_mobile, mask_name, mask_text
from bot.services.tasks.anonymity import wish_for_anonymity
from bot.services.tasks.ask import Ask, Button, Leave, Outcome, Row, Said, option
from bot.services.tasks.complain_words import TYPES
from bot.services.tasks.context import Context, review
from bot.services.work_orders import departments
from bot.services.work_orders.filing import file_order
from bot.services.work_orders.states import MAY_BE_ANONYMOUS, PROMISED_DAYS
from bot.services.work_orders.views import NewOrder, OrderError, OrderView

_WISH = re.compile(
    r"投诉|举报|检举|建议|意见|表扬|反映|求助|咨询|热线|12345"
)  # of every department and of none
_SAYS_NOTHING = frozenset({"可以", "没有", "不能", "怎么", "这个", "那个", "现在", "我们", "他们", "一直"})
_SHORTEST, _LONGEST = 5, 500
_HOTLINE = "hotline"
_TELL_WHAT_HAPPENED = "请说说{}的具体情况：发生了什么事，希望怎么解决。有人受伤、起火、正在发生的危险，请先拨打 110、119 或 120。"
_TELL = {
    "suggestion": "请说说您的建议：针对什么事，希望怎么改。",
    "praise": "请说说您要表扬谁、为什么。",
    "question": "请说说您要咨询的问题，越具体越好。",
}
_SECRET_TYPES = frozenset({"投诉", "举报"})


class ComplainFlow:
    title = "诉求登记"
    depends: dict[str, tuple[str, ...]] = {
        "type": ("anonymous", "secret", "confirm"),
        "content": ("department", "confirm"),
        "location": ("confirm",),
        "happened": ("confirm",),
        "target": ("confirm",),
        "anonymous": ("name", "mobile", "secret", "confirm"),
        "name": ("confirm",),
        "mobile": ("confirm",),
        "secret": ("confirm",),
        "department": ("confirm",),
    }

    def next(self, ctx: Context) -> Ask | None:
        return (
            _what(ctx)
            or _by_whom(ctx)
            or _to_whom(ctx)
            or review(ctx, self, "请核对，确认后提交给承办单位：")
        )

    def rows(self, ctx: Context) -> list[Row]:
        rows = [
            Row("type", "类型", _type(ctx)),
            Row("content", "内容", f"已填写，共{len(ctx.get('content') or '')}字"),
            Row("location", "地点", mask_address(ctx.get("location") or "（未填写）")),
            Row("happened", "时间", mask_text(ctx.get("happened") or "（未填写）")),
            Row("target", "涉及单位或个人", mask_name(ctx.get("target") or "") or "（未填写）"),
        ]
        if _is_anonymous(ctx):
            rows.append(Row("anonymous", "署名", "匿名（没有联系方式，办理结果不能通知您）"))
        else:
            contact = f"{mask_name(ctx.get('name') or '')}　{mask_mobile(ctx.get('mobile') or '')}"
            rows += [
                Row("name", "姓名", contact.split("　")[0]),
                Row("mobile", "手机号", contact.split("　")[1]),
            ]
            if "secret" in ctx.answers:
                secret = "是，不向被反映方透露" if ctx.get("secret") == "yes" else "否"
                rows.append(Row("secret", "身份保密", secret))
        code = ctx.get("department") or _HOTLINE
        name = departments.names(ctx.session).get(code, "由 12345 热线判断转办")
        return [*rows, Row("department", "承办单位", name)]

    def finish(self, ctx: Context) -> Said:
        proposals = _proposals(ctx)
        code = ctx.get("department")
        new = NewOrder(
            order_type=_type(ctx),
            content=ctx.need("content"),
            location=ctx.get("location"),
            happened_at=ctx.get("happened"),
            target=ctx.get("target"),
            name=ctx.get("name"),
            mobile=ctx.get("mobile"),
            is_anonymous=_is_anonymous(ctx),
            is_secret=ctx.get("secret") == "yes",
            department_code=code if code != _HOTLINE else None,
            proposed_department=proposals[0].department_code if proposals else None,
        )
        try:
            view = file_order(
                ctx.session,
                new,
                opening_key=ctx.key,
                conversation_id=ctx.conversation_id,
                region_code=ctx.region_code,
                now=ctx.now,
                channel=ctx.channel,
            )
        except OrderError as error:
            raise Leave(str(error)) from None
        return _receipt(view, new)


def _what(ctx: Context) -> Ask | None:
    if "type" not in ctx.answers:
        options = tuple(option(key, title, *aliases) for key, (title, aliases) in TYPES.items())
        return Ask("type", "类型", "您要登记哪一类诉求？", "choice", options)
    if "content" not in ctx.answers:
        prompt = _TELL.get(ctx.need("type"), _TELL_WHAT_HAPPENED).format(_type(ctx))
        return Ask("content", "内容", prompt, free=True, check=_check_content)
    if "location" not in ctx.answers:
        return _optional(
            ctx, "location", "地点", "事情发生在哪里？写到路名、小区或店名就行。", "方便承办单位找到现场。"
        )
    if "happened" not in ctx.answers:
        return _optional(
            ctx, "happened", "时间", "什么时候发生的？例如“昨晚11点”“最近一个月”。", "方便承办单位核查。"
        )
    if "target" not in ctx.answers:
        return _optional(ctx, "target", "涉及单位或个人", "涉及哪个单位、商家或个人？", "方便承办单位核查。")
    return None


def _by_whom(ctx: Context) -> Ask | None:
    if "anonymous" not in ctx.answers and _type(ctx) in MAY_BE_ANONYMOUS:
        options = (
            option("no", "实名", "实名举报", "留联系方式", "不匿名", "实名的"),
            option("yes", "匿名", "匿名举报", "不留名"),
        )
        prompt = "您要实名还是匿名？匿名不留联系方式，办理结果不能通知您，需要补充情况时也联系不上您。"
        return Ask("anonymous", "署名", prompt, "choice", options)
    if _is_anonymous(ctx):
        return None
    if "name" not in ctx.answers:
        return Ask(
            "name",
            "姓名",
            "请输入您的姓名。姓名和手机号只用于办理和答复这件诉求。",
            "name",
            help="承办单位联系和答复您时使用。",
        )
    if "mobile" not in ctx.answers:
        return Ask(
            "mobile",
            "手机号",
            "请输入手机号，承办单位可能联系您核实，也用来通知结果。",
            "mobile",
            help="联系和答复您时使用。",
        )
    if "secret" not in ctx.answers and _type(ctx) in _SECRET_TYPES:
        return Ask(
            "secret",
            "身份保密",
            "需要对您的身份保密吗？选“是”，承办单位不得向被反映方透露您的信息。",
            "yes_no",
        )
    return None


def _to_whom(ctx: Context) -> Ask | None:
    if "department" in ctx.answers:
        return None
    names = departments.names(ctx.session)
    proposals = [each for each in _proposals(ctx) if each.department_code in names][:3]
    options = [option(each.department_code, names[each.department_code]) for each in proposals]
    options.append(
        option(_HOTLINE, "由12345热线判断转办", "热线", "你们定", "不知道", "不清楚", "随便", "都行", "12345")
    )
    if proposals:
        telling = [word for word in proposals[0].words if word not in _SAYS_NOTHING]
        words = "、".join(f"“{word}”" for word in telling[:3])
        because = f"，因为您提到了{words}" if words else ""
        prompt = f"建议转给{options[0].title}{because}。可以吗？也可以选别的单位，或直接说单位名称。"
    else:
        prompt = "暂时看不出由哪个单位承办，可以由12345热线判断转办，也可以直接说单位名称。"

    def check(text: str) -> Outcome:
        return _check_department(text, options, names)

    return Ask("department", "承办单位", prompt, "choice", tuple(options), check=check)


def _proposals(ctx: Context) -> list[departments.Proposal]:
    said = " ".join(ctx.get(key) or "" for key in ("content", "target"))
    return departments.propose(ctx.session, _WISH.sub("", said))


def _check_department(text: str, options: list[Option], names: dict[str, str]) -> Outcome:
    if yes_or_no(text) == "yes":
        return Accepted(options[0].value, options[0].title, "")
    chosen = choose(text, options)
    said = text.strip(" 。.！!")
    near = [code for code, name in names.items() if len(said) > 1 and said.removeprefix("转给") in name]
    if chosen is None and len(near) == 1:
        chosen = near[0]
    if chosen is None:
        return Refused("请选一个单位，或选“由12345热线判断转办”。")
    return Accepted(chosen, chosen, "")


def _check_content(text: str) -> Outcome:
    said = text.strip()
    if len(said) < _SHORTEST:
        return Refused("内容太短，承办单位看不明白。请说说发生了什么事，至少5个字。")
    return Accepted(said[:_LONGEST], said, "")


def _optional(ctx: Context, key: str, label: str, prompt: str, why: str) -> Ask:
    def check(text: str) -> Outcome | None:
        return wish_for_anonymity(_type(ctx), text)

    prompt = f"{prompt}（选填，可以回复“跳过”）"
    return Ask(key, label, prompt, required=False, help=why, free=True, check=check)


def _type(ctx: Context) -> str:
    return TYPES[ctx.need("type")][0]


def _is_anonymous(ctx: Context) -> bool:
    return ctx.get("anonymous") == "yes" and _type(ctx) in MAY_BE_ANONYMOUS


def _receipt(view: OrderView, new: NewOrder) -> Said:
    again = "这件诉求之前已经登记，没有重复登记。\n" if view.already else ""
    due = f"{view.due_on.year}年{view.due_on.month}月{view.due_on.day}日" if view.due_on else "以受理通知为准"
    reply = "匿名登记，办理结果不能通知您，可以凭编号查询。" if new.is_anonymous else "办理进展会通知您。"
    return Said(
        f"{again}{view.order_type}已登记。\n工单编号：{view.order_no}\n承办单位：{view.department}\n"
        f"本市承诺{PROMISED_DAYS[view.order_type]}个工作日内办结：{due}\n{reply}说“查进度”可以看办到哪一步，说“催办”可以催。",
        "receipt",
        {
            "order_no": view.order_no,
            "department": view.department,
            "due_on": view.due_on.isoformat() if view.due_on else None,
        },
        (Button("查进度", "check_progress", {"case_no": view.order_no}),),
        view.order_no,
    )
