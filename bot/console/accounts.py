"""账号管理: 系统管理员 makes and disables accounts, 安全管理员 grants roles; neither does both."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from bot.console.access import Form, deed, having
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.models import Department, StaffAccount
from bot.db.session import read_session
from bot.services.staff import accounts
from bot.services.staff.errors import NotAllowed, StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current, count_of

router = APIRouter(prefix="/accounts")
_LIST = "/staff/accounts"
System = Annotated[Current, having(Role.SYSTEM)]
Security = Annotated[Current, having(Role.SECURITY)]
Keeper = Annotated[Current, having(Role.SYSTEM, Role.SECURITY)]


@router.get("")
def listed(me: Keeper, q: str = "") -> Response:
    with read_session() as session:
        rows = [
            each for each in accounts.listed(session) if q.lower() in f"{each.username} {each.name}".lower()
        ]
        names = dict(session.execute(select(Department.code, Department.short_name)).all())
    return page(me, "accounts.html", rows=rows, q=q, departments=names, now=utc_now())


@router.post("")
def add(form: Form, me: System) -> Response:
    def do(session: Any) -> str:
        account, password = accounts.add(
            session, form.text("username"), form.text("name"), me.actor, utc_now()
        )
        return (
            f"账号 {account.username} 已建立。一次性密码：{password}（只显示这一次，首次登录要改）。"
            "请安全管理员分配角色。"
        )

    return deed(me, _LIST, do)


@router.get("/{username}")
def one(username: str, me: Keeper) -> Response:
    with read_session() as session:
        account = session.scalars(select(StaffAccount).where(StaffAccount.username == username)).first()
        if account is None:
            raise StaffError(f"没有账号“{username}”。")
        departments = session.execute(
            select(Department.code, Department.name)
            .where(Department.origin == "city", ~Department.is_withdrawn)
            .order_by(Department.name)
        ).all()
        sessions = count_of(session, account.id)
    return page(
        me,
        "account.html",
        account=account,
        departments=departments,
        sessions=sessions,
        now=utc_now(),
        roles=list(Role),
    )


@router.post("/{username}/roles")
def grant(username: str, form: Form, me: Security) -> Response:
    def do(session: Any) -> str:
        accounts.grant(session, username, form.all("role"), form.all("department"), me.actor, utc_now())
        return "角色和部门已保存，对方需要重新登录。"

    return deed(me, f"{_LIST}/{username}", do)


@router.post("/{username}/{what}")
def change(username: str, what: str, form: Form, me: Keeper) -> Response:
    mine = Role.SYSTEM if what in ("disable", "enable", "password") else Role.SECURITY
    if not me.has(mine):
        raise NotAllowed(f"这件事由{mine.label}来做。")

    def do(session: Any) -> str:
        now = utc_now()
        if what == "password":
            password = accounts.reset_password(session, username, me.actor, now)
            return f"密码已重置。一次性密码：{password}（只显示这一次）。"
        if what in ("disable", "enable"):
            accounts.set_active(session, username, what == "enable", me.actor, now)
            return "账号已启用。" if what == "enable" else "账号已停用，它的登录都已结束。"
        if what == "unlock":
            accounts.unlock(session, username, me.actor, now)
            return "账号已解锁。"
        if what == "totp":
            accounts.forget_totp(session, username, me.actor, now)
            return "动态口令已解除，对方可以重新设置。"
        raise StaffError("没有这个操作。")

    return deed(me, f"{_LIST}/{username}", do)
