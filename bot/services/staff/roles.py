"""角色: who may do what, and which roles one person may never hold together."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Role(str, Enum):
    EDITOR = "editor"
    REVIEWER = "reviewer"
    AGENT = "agent"
    OFFICER = "officer"
    ANALYST = "analyst"
    SYSTEM = "system_admin"
    SECURITY = "security_admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def does(self) -> str:
        return _DOES[self]


_LABELS = {
    Role.EDITOR: "编辑",
    Role.REVIEWER: "审核",
    Role.AGENT: "坐席",
    Role.OFFICER: "办事",
    Role.ANALYST: "分析",
    Role.SYSTEM: "系统管理员",
    Role.SECURITY: "安全管理员",
    Role.AUDITOR: "审计员",
}
_DOES = {
    Role.EDITOR: "写和改问答、事项和申请表，处理市民没问明白的问题",
    Role.REVIEWER: "审核别人的修改，发布和回退",
    Role.AGENT: "接待转人工的市民",
    Role.OFFICER: "办理办件、预约、工单",
    Role.ANALYST: "看统计和脱敏的问题",
    Role.SYSTEM: "建账号、停用账号、重置密码，改运行设置",
    Role.SECURITY: "给账号分配角色和部门、解锁，紧急时停用助手",
    Role.AUDITOR: "查审计日志、核验完整性",
}
# 三员分立: whoever makes accounts grants no rights, and neither of them watches over the log.
ADMINS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDITOR})


class RolesRefused(Exception):
    """Roles that one account may not hold; the message is Chinese."""


def read_roles(names: Iterable[str]) -> list[Role]:
    """By English name or Chinese label, in the order of the table. Raises RolesRefused."""
    known = {role.value: role for role in Role} | {role.label: role for role in Role}
    wanted = set()
    for name in names:
        if name not in known:
            raise RolesRefused(f"没有“{name}”这个角色，可以用：{'、'.join(role.label for role in Role)}。")
        wanted.add(known[name])
    held = wanted & ADMINS
    if len(held) > 1:
        both = "、".join(role.label for role in Role if role in held)
        raise RolesRefused(f"三员分立：{both}不能是同一个账号。")
    if held and wanted - ADMINS:
        raise RolesRefused(f"{next(iter(held)).label}的账号不能再有业务角色，请为业务另建账号。")
    return [role for role in Role if role in wanted]
