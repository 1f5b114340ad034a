"""How a step of the application form, its review and its receipt are said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.bundle_say import left_over
from bot.actions.say import button, day, say
from bot.services.applications import draft_codes
from bot.services.applications.prefill import Fetched
from bot.services.applications.views import DraftView, Receipt, ReviewRow
from bot.services.bundles.query import BundlePart
from bot.services.forms.steps import Step


def say_step(dispatcher: CollectingDispatcher, item_name: str, step: Step) -> None:
    buttons = [button(option.title, "form_pick", value=option.value) for option in step.options]
    if not step.required:
        buttons.append(button("跳过", "form_skip"))
    head = f"（{step.number}/{step.total}{f' {step.part}' if step.part else ''}）" if step.total else ""
    say(
        dispatcher,
        f"{head}{step.prompt}",
        kind="form_field",
        buttons=buttons,
        data={
            "item": item_name,
            "field": step.key,
            "label": step.label,
            "input": step.input,
            "required": step.required,
            "step": step.number,
            "steps": step.total,
            "help": step.help,
            **({"counts": True} if any(option.between for option in step.options) else {}),
        },
    )


REVIEW_HELP = "没有问题请说“确认提交”；要改哪一项，请说“修改”加名称，或者直接说改成什么，例如“手机号改成…”。"
NO_HURRY = "好的，不着急，填过的都保存着。"
_LAW = "依照个人信息保护法，先告知您收集什么、用来做什么，您同意以后才能填写；不同意可以到窗口办理。"


def why(step: Step) -> str:
    """为什么要填, or what is wanted here."""
    if step.kind == "review":
        return REVIEW_HELP
    if step.kind == "consent":
        return _LAW
    return step.help or f"“{step.label}”是办理这个事项必需的信息，只用于本次办理。"


def left(step: Step) -> str:
    """还有几题."""
    if step.kind == "review":
        return "都填完了，核对没有问题请说“确认提交”。"
    rest = step.total - step.number + 1
    return f"连这一项还有{rest}项，之后核对一遍就可以提交。填过的都保存着，中途可以停下来。"


def say_review(dispatcher: CollectingDispatcher, draft: DraftView, rows: tuple[ReviewRow, ...]) -> None:
    item_name = draft.item_name
    lines = _by_item(rows)
    if draft.parts:
        lines.insert(0, f"一次提交{len(draft.parts)}个事项：{'、'.join(draft.parts)}")
    say(
        dispatcher,
        f"请核对“{item_name}”的申请内容，确认无误后提交：\n" + "\n".join(lines),
        kind="review",
        buttons=[
            button("确认提交", "form_confirm"),
            button("修改", "form_change"),
            button("取消", "form_cancel"),
        ],
        data={
            "item": item_name,
            "rows": [row.as_data() for row in rows],
        },
    )


def _by_item(rows: tuple[ReviewRow, ...]) -> list[str]:
    """A line a row; of a 一件事, what is shared first and then each item under its name."""
    lines: list[str] = []
    here = ""
    for row in rows:
        if row.part != here:
            here = row.part
            lines.append(f"【{here}】")
        lines.append(_line(row))
    return [*(["【共同信息】"] if lines != [*map(_line, rows)] else []), *lines]


def _line(row: ReviewRow) -> str:
    return f"{row.label}：{row.value}" + ("（调取的，可以改）" if row.source else "")


def say_fetched(
    dispatcher: CollectingDispatcher, fetched: Fetched | None, rows: tuple[ReviewRow, ...]
) -> None:
    """What came of a consent to fetch a record."""
    if fetched is None:
        say(dispatcher, "身份核验已经过期，没有调取。请直接填写。")
    elif fetched.values is None:
        say(dispatcher, f"“{fetched.source.name}”暂时调不到，没有耽误您：请直接填写，填过的都保存着。")
    elif not rows:
        say(dispatcher, f"“{fetched.source.name}”里没有可以用的信息，请直接填写。")
    else:
        lines = "\n".join(f"{row.label}：{row.value}" for row in rows)
        say(
            dispatcher,
            f"已从“{fetched.source.name}”调取，请核对，不对的说“修改”加名称：\n{lines}",
            data={
                "source": fetched.source.name,
                "rows": [row.as_data() for row in rows],
            },
        )


def say_which_to_change(dispatcher: CollectingDispatcher, rows: tuple[ReviewRow, ...]) -> None:
    say(
        dispatcher,
        "要修改哪一项？",
        buttons=[button(row.label, "form_change", field=row.field) for row in rows],
    )


def say_receipt(dispatcher: CollectingDispatcher, receipt: Receipt, left: Sequence[BundlePart] = ()) -> None:
    """`left`: what of a 一件事 has to be done elsewhere."""
    again = "这份申请之前已经提交成功，没有重复提交。\n" if receipt.already_filed else ""
    whole = bool(receipt.parts)
    kind = "总编号" if whole else "办件编号"
    dates = [] if whole else _dates(receipt)
    parts = [
        f"{n}. {part.item_name}\n　办件编号：{part.case_no}\n"
        + "\n".join(f"　{line}" for line in _dates(part))
        for n, part in enumerate(receipt.parts, 1)
    ]
    uncertain = receipt.estimated or any(part.estimated for part in receipt.parts)
    keep = "用总编号可以一起查进度，用各自的编号也可以单独查。" if whole else ""
    lines = [
        f"{again}“{receipt.item_name}”申请已收件。",
        f"{kind}：{receipt.case_no}",
        *dates,
        *parts,
        f"请记下{kind}，说“查办件进度”即可查询。{keep}",
        *(["（以上日期按双休日推算，节假日安排公布后以通知为准。）"] if uncertain else []),
        *([left_over(left)] if left else []),
    ]
    say(
        dispatcher,
        "\n".join(lines),
        kind="receipt",
        buttons=[button("查办件进度", "check_progress")],
        data=_data(receipt) | ({"parts": [_data(part) for part in receipt.parts]} if whole else {}),
    )


def _dates(receipt: Receipt) -> list[str]:
    return [
        f"承诺办结：{day(receipt.promised_on, '以受理通知为准')}",
        f"法定期限：{day(receipt.statutory_on, '以受理通知为准')}",
    ]


def _data(receipt: Receipt) -> dict[str, Any]:
    return {
        "case_no": receipt.case_no,
        "item": receipt.item_name,
        "promised_on": receipt.promised_on.isoformat() if receipt.promised_on else None,
        "statutory_on": receipt.statutory_on.isoformat() if receipt.statutory_on else None,
    }


def say_paused(dispatcher: CollectingDispatcher, code: str) -> None:
    """`code` in the data: shown once, not kept with the conversation (bot/assistant/masking.py)."""
    say(
        dispatcher,
        "好的，已退出填写，没有提交。填过的内容都保存着，说“继续上次的申请”可以接着填。\n"
        f"要换个渠道或设备接着填，暂存码：{code}（{draft_codes.DAYS}天内有效，只能用一次，请不要告诉别人），在那边说“输入暂存码”。",
        kind="notice",
        data={"code": code},
    )
