"""How a step of the application form, its review and its receipt are said."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.say import button, day, say
from bot.services.applications import draft_codes
from bot.services.applications.views import Receipt, ReviewRow
from bot.services.forms.steps import Step


def say_step(dispatcher: CollectingDispatcher, item_name: str, step: Step) -> None:
    buttons = [button(option.title, "form_pick", value=option.value) for option in step.options]
    if not step.required:
        buttons.append(button("跳过", "form_skip"))
    head = f"（{step.number}/{step.total}）" if step.total else ""
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
        },
    )


def say_review(dispatcher: CollectingDispatcher, item_name: str, rows: tuple[ReviewRow, ...]) -> None:
    lines = [f"{row.label}：{row.value}" for row in rows]
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
            "rows": [{"field": r.field, "label": r.label, "value": r.value} for r in rows],
        },
    )


def say_which_to_change(dispatcher: CollectingDispatcher, rows: tuple[ReviewRow, ...]) -> None:
    say(
        dispatcher,
        "要修改哪一项？",
        buttons=[button(row.label, "form_change", field=row.field) for row in rows],
    )


def say_receipt(dispatcher: CollectingDispatcher, receipt: Receipt) -> None:
    again = "这份申请之前已经提交成功，没有重复提交。\n" if receipt.already_filed else ""
    estimated = "\n（以上日期按双休日推算，节假日安排公布后以通知为准。）" if receipt.estimated else ""
    say(
        dispatcher,
        f"{again}“{receipt.item_name}”申请已收件。\n办件编号：{receipt.case_no}\n"
        f"承诺办结：{day(receipt.promised_on, '以受理通知为准')}\n"
        f"法定期限：{day(receipt.statutory_on, '以受理通知为准')}\n"
        f"请记下办件编号，说“查办件进度”即可查询。{estimated}",
        kind="receipt",
        buttons=[button("查办件进度", "check_progress")],
        data={
            "case_no": receipt.case_no,
            "item": receipt.item_name,
            "promised_on": receipt.promised_on.isoformat() if receipt.promised_on else None,
            "statutory_on": receipt.statutory_on.isoformat() if receipt.statutory_on else None,
        },
    )


def say_paused(dispatcher: CollectingDispatcher, code: str) -> None:
    """`code` in the data: shown once, not kept with the conversation (bot/assistant/masking.py)."""
    say(
        dispatcher,
        "好的，已退出填写，没有提交。填过的内容都保存着，说“继续上次的申请”可以接着填。\n"
        f"要换个渠道或设备接着填，暂存码：{code}（{draft_codes.DAYS}天内有效，只能用一次，请不要告诉别人），在那边说“输入暂存码”。",
        kind="notice",
        data={"code": code},
    )
