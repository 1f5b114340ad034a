"""`python -m bot staff …`: the first accounts, and help for who has locked themselves out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="工作人员账号：新增、改密码、停用、列出", no_args_is_help=True)

StdinOption = Annotated[bool, typer.Option("--stdin", help="从标准输入读密码；不加就生成一次性密码")]
CLI = "operator:cli"


@app.command()
def add(
    username: Annotated[str, typer.Argument(help="登录名：小写字母、数字、点、横线")],
    name: Annotated[str, typer.Option(help="姓名")] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(help="角色，可以多个：编辑 审核 坐席 办事 分析 系统管理员 安全管理员 审计员"),
    ] = None,
    department: Annotated[list[str] | None, typer.Option(help="部门编码，可以多个；不填就不限部门")] = None,
    stdin: StdinOption = False,
    as_json: JsonOption = False,
) -> None:
    """新增账号；生成的密码只显示这一次，首次登录要改。"""
    from bot.cli.output import show
    from bot.db.base import utc_now
    from bot.services.staff import accounts

    chosen = _typed() if stdin else None
    with _accounts() as session:
        account, password = accounts.add(
            session, username, name or username, CLI, utc_now(), role or (), department or (), chosen
        )
        figures: dict[str, Any] = {"username": account.username, "roles": account.roles}
    if chosen is None:
        figures["password"] = password
    words = f"已新增账号 {account.username}" + (f"，一次性密码：{password}" if chosen is None else "")
    show(as_json, figures, words)


@app.command()
def passwd(username: Annotated[str, typer.Argument(help="登录名")], stdin: StdinOption = False) -> None:
    """重置密码并解锁，结束这个账号的所有登录。"""
    from bot.db.base import utc_now
    from bot.services.staff import accounts

    chosen = _typed() if stdin else None
    with _accounts() as session:
        password = accounts.reset_password(session, username, CLI, utc_now(), chosen)
    typer.echo("密码已重置" + (f"，一次性密码：{password}" if chosen is None else ""))


@app.command()
def disable(
    username: Annotated[str, typer.Argument(help="登录名")],
    undo: Annotated[bool, typer.Option("--undo", help="重新启用")] = False,
) -> None:
    """停用账号（不删除，审计日志里还要认得），立即结束它的所有登录。"""
    from bot.db.base import utc_now
    from bot.services.staff import accounts

    with _accounts() as session:
        accounts.set_active(session, username, undo, CLI, utc_now())
    typer.echo(f"账号 {username} 已{'启用' if undo else '停用'}")


@app.command(name="list")
def list_(as_json: JsonOption = False) -> None:
    """列出账号、角色、部门和状态。"""
    from bot.cli.output import show
    from bot.services.staff import accounts
    from bot.services.staff.roles import Role

    with _accounts() as session:
        rows: list[dict[str, Any]] = [
            {
                "username": each.username,
                "name": each.name,
                "roles": [Role(role).label for role in each.roles],
                "departments": each.departments,
                "active": each.is_active,
                "totp": each.totp_secret is not None,
            }
            for each in accounts.listed(session)
        ]
    lines = [
        f"{row['username']} {row['name']} {'、'.join(row['roles']) or '没有角色'}"
        f" {'、'.join(row['departments']) or '不限部门'} {'启用' if row['active'] else '停用'}"
        for row in rows
    ]
    show(as_json, {"accounts": rows}, "\n".join(lines) or "还没有账号，请先用 staff add 新增")


def _typed() -> str:
    import sys

    return sys.stdin.readline().rstrip("\n")


@contextmanager
def _accounts() -> Iterator[Any]:
    from bot.cli.database import transaction
    from bot.cli.output import fail
    from bot.services.staff.errors import StaffError

    try:
        with transaction() as session:
            yield session
    except StaffError as error:
        raise fail(str(error)) from None
