"""`python -m bot faq …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="政策问答：检查、导入、导出、发布、回退", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command()
def check(
    only: Annotated[
        list[Path] | None, typer.Argument(help="只报告这些文件的问题（仍与全部文件比对）")
    ] = None,
    directory: Annotated[Path | None, typer.Option("--dir", help="目录，默认 data/nlu/faq")] = None,
    as_json: JsonOption = False,
) -> None:
    """检查政策问答：指出文件、条目、字段和问题。"""
    from bot.cli.output import show_findings
    from bot.services.faq.check import check_dir
    from bot.settings import get_settings

    settings = get_settings()
    names = {path.name for path in only or ()}
    findings = check_dir(directory or settings.faq_dir, settings.catalogue_dir)
    show_findings(as_json, [f for f in findings if not names or f.file in names], "政策问答检查通过")
