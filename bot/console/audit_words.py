"""What the details of the audit log are called on its page. What is stored stays as it is: it is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.services.applications.states import State
from bot.services.casework import cases, orders
from bot.services.channels import CHANNELS
from bot.services.drafts.course import CHANGE, WITHDRAW
from bot.services.house.schema import EVERY_CHANNEL, LEVELS
from bot.services.house.words import KINDS
from bot.services.staff.roles import Role
from bot.services.work_orders.states import OrderState

KEYS = {
    # drafts, releases, training
    "action": "做法",
    "articles": "条数",
    "author": "提出人",
    "displaced": "要改期的预约",
    "successor": "承接部门",
    "passed": "移交",
    "windows": "窗口",
    "items": "事项",
    "cases": "办件",
    "orders": "工单",
    "rectifications": "差评整改",
    "messages": "留言",
    "due_at": "定在",
    "editors": "修改人",
    "effective_on": "施行日期",
    "entries": "条目数",
    "examples": "例句",
    "gate": "发布检查编号",
    "intents": "改过的意图",
    "note": "说明",
    "origin": "来源",
    "question": "问题",
    "questions": "问题数",
    "reason": "原因",
    "repealed_on": "废止日期",
    "verdict": "结论",
    "version": "第几版",
    "words": "说法",
    # cases, bookings, work orders, the desk
    "day": "日期",
    "department": "承办单位",
    "due": "期限",
    "due_on": "新期限",
    "file": "文件编号",
    "item": "事项",
    "line": "第几句",
    "rows": "行数",
    "to": "改为",
    # accounts, figures, personal data, the log itself
    "after": "改后",
    "archived": "只留存档",
    "before": "改前",
    "bookings": "预约",
    "departments": "部门",
    "drafts": "草稿",
    "files": "文件",
    "first": "从",
    "in_progress": "还在办",
    "last": "到",
    "left": "剩余",
    "problem": "发现的问题",
    "roles": "角色",
    # settings
    "channels": "停用的渠道",
    "days": "日子",
    "is_working": "上班",
    "name": "名称",
    "closed_on_holidays": "法定节假日休息",
    "ends_at": "到",
    "level": "程度",
    "new": "改后",
    "old": "改前",
    "ranges": "时间",
    "sentence": "停用时说的话",
    "special": "个别日子",
    "starts_at": "从",
    "text": "内容",
    "url": "网址",
    "weekly": "周一到周日",
    "why": "为什么改",
    **{key: f"{title}保存（{unit}）" for key, (title, unit) in KINDS.items()},
    # what is encrypted, by table: how much of it waits for the new key
    "application": "办件",
    "appointment": "预约单",
    "appointment_waiting": "候补",
    "channel_delivery": "发给消息应用的话",
    "channel_update": "消息应用发来的话",
    "chat_event": "推送的话",
    "citizen": "市民",
    "citizen_channel": "市民的渠道",
    "correction": "补正",
    "handover": "转人工",
    "handover_line": "人工对话",
    "one_time_code": "验证码",
    "rating": "评价",
    "staff_account": "账号",
    "staff_session": "登录",
    "task": "没做完的事务",
    "work_order": "工单",
    "upload files": "上传的文件",
}
_VALUES: dict[str, Mapping[str, str]] = {
    "action": {CHANGE: "修改", WITHDRAW: "撤下、取消或撤销"},
    "channels": {**CHANNELS, EVERY_CHANNEL: "全部渠道"},
    "due": {**cases.DUES, **orders.DUES},
    "level": LEVELS,
    "origin": {"seed": "随软件附带", "staff": "工作人员"},
    "roles": {role.value: role.label for role in Role},
}
_STATES: dict[str, Mapping[str, str]] = {
    "case.step": {state.value: state.label for state in State},
    "order.step": {state.value: state.label for state in OrderState},
}
_NOTHING = "—"


def details(action: str, detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and value in words, in the order in which they are kept; a key without a word stands as it is."""
    return [(key_word(key), _said(action, key, value)) for key, value in detail.items()]


def key_word(key: str) -> str:
    return KEYS.get(key, key)


def _said(action: str, key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{key_word(name)} {_said(action, name, each)}" for name, each in value.items())
        return "；".join(pairs) or _NOTHING
    if isinstance(value, list):
        return "、".join(_said(action, key, each) for each in value) or _NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None or value == "":
        return _NOTHING
    words = _STATES.get(action, {}) if key == "to" else _VALUES.get(key, {})
    return words.get(str(value), str(value))
