"""`python -m bot audit …`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="审计日志：核验、查找", no_args_is_help=True)


@app.command()
def verify(
    head: Annotated[str, typer.Option(help="先前核验时记下的末条哈希：用来发现截断和整体重写")] = "",
    as_json: JsonOption = False,
) -> None:
    """核验每一条的哈希和前后衔接；有问题时退出码为 1。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import FAILED, show
    from bot.services.audit import verify as audit

    with transaction() as session:
        found = audit.verify(session, head)
    show(as_json, asdict(found), str(found))
    if found.problem:
        raise typer.Exit(FAILED)


@app.command()
def search(
    actor: Annotated[str, typer.Option(help="谁")] = "",
    action: Annotated[str, typer.Option(help="做了什么")] = "",
    subject: Annotated[str, typer.Option(help="对什么")] = "",
    before: Annotated[int | None, typer.Option(help="只看此序号之前的，用来翻页")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多几条")] = 50,
    as_json: JsonOption = False,
) -> None:
    """查找，最新的在前。"""
    from bot.cli.database import transaction
    from bot.cli.output import show
    from bot.services.audit.search import Wanted
    from bot.services.audit.search import search as find
    from bot.services.content import CITY_ZONE

    with transaction() as session:
        rows = [
            {
                "sequence": row.sequence,
                "at": row.at.astimezone(CITY_ZONE).isoformat(timespec="seconds"),
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "detail": row.detail,
            }
            for row in find(session, Wanted(actor, action, subject, before=before), limit)
        ]
    lines = [
        f"{row['sequence']} {row['at']} {row['actor']} {row['action']} {row['subject']} {row['detail'] or ''}".rstrip()
        for row in rows
    ]
    show(as_json, {"rows": rows}, "\n".join(lines) or "没有符合条件的记录")
