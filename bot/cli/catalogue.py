"""`python -m bot catalogue …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="事项目录：检查、导入、导出", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def check(
    only: Annotated[
        list[Path] | None, typer.Argument(help="只报告这些文件的问题（仍与全部文件比对）")
    ] = None,
    directory: Annotated[Path | None, typer.Option("--dir", help="目录，默认 data/catalogue")] = None,
    as_json: JsonOption = False,
) -> None:
    """检查事项目录：指出文件、事项、字段和问题。"""
    from bot.cli.output import show_findings
    from bot.services.catalogue.check import check_dir
    from bot.settings import get_settings

    names = {path.name for path in only or ()}
    findings = check_dir(directory or get_settings().catalogue_dir)
    show_findings(as_json, [f for f in findings if not names or f.file in names], "事项目录检查通过")
