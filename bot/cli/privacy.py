"""`python -m bot privacy …`: what a citizen may ask for by law, done by an operator for who has proven themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="个人信息：查阅复制、删除", no_args_is_help=True)

MobileOption = Annotated[str, typer.Option(prompt="手机号", help="本人已在窗口证明身份的手机号")]
ActorOption = Annotated[str, typer.Option(prompt="经办人", help="写进审计日志")]


@app.command()
def export(
    mobile: MobileOption,
    actor: ActorOption,
    out: Annotated[Path, typer.Option(help="写到这个文件（JSON，内容为明文，交给本人后请删除）")],
) -> None:
    """复制一个人的全部个人信息（个人信息保护法第四十五条）。"""
    import json
    import os

    from bot.cli.database import transaction
    from bot.db.base import utc_now
    from bot.services.audit.record import record
    from bot.services.identity import privacy

    with transaction() as session:
        citizen = _citizen(session, mobile)
        privacy.gather(session, citizen)
        held = privacy.export(session, citizen)
        record(session, f"operator:{actor}", "privacy.export", f"citizen:{citizen.id}", at=utc_now())
        with os.fdopen(
            os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(held, file, ensure_ascii=False, indent=2)
    typer.echo(f"已写到 {out}")


@app.command()
def erase(
    mobile: MobileOption,
    actor: ActorOption,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
) -> None:
    """删除一个人的个人信息（个人信息保护法第四十七条）；依法保存的除外。"""
    from bot.cli.database import transaction
    from bot.db.base import utc_now
    from bot.services.identity import privacy

    if not yes:
        typer.confirm("删除后不能恢复，继续吗？", abort=True)
    with transaction() as session:
        citizen = _citizen(session, mobile)
        privacy.gather(session, citizen)
        done = privacy.erase(session, citizen, f"operator:{actor}", utc_now())
    typer.echo(f"已删除：草稿{done.drafts}份，预约{done.bookings}项；作为档案保存{done.archived}项")
    if done.in_progress:
        typer.echo(f"正在办理，没有删除：{'、'.join(done.in_progress)}")


@app.command("rotate-key")
def rotate_key(
    actor: ActorOption,
    check: Annotated[bool, typer.Option("--check", help="只看还有多少是旧密钥加密的")] = False,
    as_json: JsonOption = False,
) -> None:
    """用最新的密钥重新加密全部个人信息和上传文件；可以中断，再运行时接着做。"""
    from dataclasses import asdict
    from functools import partial

    from bot.cli.database import ready, transaction
    from bot.cli.output import FAILED, show, working
    from bot.db.base import utc_now
    from bot.db.keyring import keyring
    from bot.db.session import write_session
    from bot.services.audit.record import record
    from bot.services.house.current import current
    from bot.services.rotation import run
    from bot.services.rotation.columns import fleeting_days

    newest, *older = (key.id for key in keyring())
    if check:
        with transaction() as session:
            rest = run.left(session)
        words = "、".join(f"{name} {count}" for name, count in rest.items()) or "没有了"
        show(as_json, {"newest": newest, "older": older, "left": rest}, f"还是旧密钥加密的：{words}")
        raise typer.Exit(FAILED if rest else 0)
    with ready(), working(f"正在用密钥 {newest} 重新加密") as status:
        count = 0

        def tell(what: str, rows: int) -> None:
            nonlocal count
            count += rows
            status.update(f"正在用密钥 {newest} 重新加密：{what}，共{count}")

        done = run.rotate(partial(write_session, durable=True), tell)
    with transaction() as session:
        record(session, f"operator:{actor}", "privacy.rotate_key", newest, asdict(done), utc_now())
    lines = [f"已用密钥 {newest} 重新加密：{done.rows}行、{done.files}个文件"]
    if done.left:
        lines.append("还有没做完的，请再运行一次：" + "、".join(f"{k} {v}" for k, v in done.left.items()))
    elif older:
        days = max(fleeting_days(), current().retention.mail_keys_days)
        lines.append(f"旧密钥 {'、'.join(older)} 请再保留{days}天，再从设置里删去；备份仍需要它")
    show(as_json, {"newest": newest, "older": older, **asdict(done)}, "\n".join(lines))
    if done.left:
        raise typer.Exit(FAILED)


def _citizen(session: Any, mobile: str) -> Any:
    """Also of a mobile that was only ever filled into a form."""
    from bot.cli.output import fail
    from bot.db.base import utc_now
    from bot.services.identity.mobile import InvalidMobile, parse_mobile
    from bot.services.identity.proven import citizen_of

    try:
        return citizen_of(session, parse_mobile(mobile), utc_now())
    except InvalidMobile as error:
        raise fail(str(error)) from None
