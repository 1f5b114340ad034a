"""What stands in the menu of whom: a place a row, each for some roles."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current


@dataclass(frozen=True)
class Place:
    group: str
    title: str
    path: str
    icon: str
    roles: tuple[Role, ...]  # empty = everybody


PLACES = (
    Place("", "工作台", "/staff/", "home", ()),
    Place("问答", "问答", "/staff/faq", "book", (Role.EDITOR, Role.REVIEWER)),
    Place("问答", "审核", "/staff/review", "check", (Role.REVIEWER,)),
    Place("问答", "发布", "/staff/release", "rocket", (Role.REVIEWER,)),
    Place("问答", "试一试", "/staff/try", "try", (Role.EDITOR, Role.REVIEWER, Role.ANALYST)),
    Place("问答", "学习箱", "/staff/inbox", "inbox", (Role.EDITOR, Role.REVIEWER, Role.ANALYST)),
    Place("问答", "表格导入导出", "/staff/sheets", "sheet", (Role.EDITOR, Role.REVIEWER)),
    Place("坐席", "接待市民", "/staff/desk", "chat", (Role.AGENT,)),
    Place("坐席", "留言", "/staff/desk/letters", "inbox", (Role.AGENT,)),
    Place("坐席", "常用语", "/staff/desk/canned", "voice", (Role.AGENT,)),
    Place("事项", "事项和申请表", "/staff/catalogue", "form", (Role.EDITOR, Role.REVIEWER)),
    Place("事项", "部门和窗口", "/staff/departments", "place", (Role.EDITOR, Role.REVIEWER)),
    Place("语言", "训练数据", "/staff/training", "brain", (Role.EDITOR, Role.REVIEWER, Role.ANALYST)),
    Place("语言", "同义词和方言", "/staff/lexicon", "chat", (Role.EDITOR, Role.REVIEWER)),
    Place("办理", "办件", "/staff/cases", "case", (Role.OFFICER,)),
    Place("办理", "预约", "/staff/bookings", "calendar", (Role.OFFICER,)),
    Place("办理", "诉求工单", "/staff/orders", "voice", (Role.OFFICER,)),
    Place("办理", "差评整改", "/staff/rectifications", "check", (Role.OFFICER,)),
    Place("分析", "统计分析", "/staff/insight", "chart", (Role.ANALYST,)),
    Place("管理", "账号", "/staff/accounts", "people", (Role.SYSTEM, Role.SECURITY)),
    Place("管理", "运行设置", "/staff/settings", "gear", (Role.SYSTEM, Role.SECURITY)),
    Place("管理", "审计日志", "/staff/audit", "shield", (Role.AUDITOR,)),
)


def menu_of(current: Current | None) -> dict[str, list[Place]]:
    """Group → its places, for who is logged in."""
    groups: dict[str, list[Place]] = {}
    if current is None:
        return groups
    for place in PLACES:
        if not place.roles or current.has(*place.roles):
            groups.setdefault(place.group, []).append(place)
    return groups
