"""`python -m bot insight`: the figures of a period."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption


def insight(
    first: Annotated[str, typer.Option(help="从哪一天，例如 2026-11-01；不写是到 --last 为止的 30 天")] = "",
    last: Annotated[str, typer.Option(help="到哪一天；不写是今天")] = "",
    department: Annotated[list[str] | None, typer.Option(help="只看这个部门（编码），可以写几次")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="另存为工作簿")] = None,
    as_json: JsonOption = False,
) -> None:
    """统计分析：提问、办理漏斗、时效、评价、诉求热点。"""
    from bot.cli.database import transaction
    from bot.cli.output import fail, show
    from bot.db.base import utc_now
    from bot.services.content import today
    from bot.services.insight.export import workbook
    from bot.services.insight.figures import figures
    from bot.services.insight.hot import hot
    from bot.services.insight.names import department_names
    from bot.services.insight.period import BadPeriod, read_period
    from bot.services.insight.plain import plain, summary

    try:
        period = read_period(first, last, today()).of(department or [])
    except BadPeriod as error:
        raise fail(str(error)) from error
    with transaction() as session:
        unknown = set(period.departments) - set(department_names(session))
        if unknown:
            raise fail(f"没有这个部门：{'、'.join(sorted(unknown))}")
        found, issues = figures(session, period, utc_now()), hot(session, period)
    if xlsx is not None:
        try:
            xlsx.write_bytes(workbook(found, issues))
        except OSError as error:
            raise fail(f"写不了 {xlsx}：{error.strerror}") from error
    show(as_json, plain(found, issues), summary(found, issues))
