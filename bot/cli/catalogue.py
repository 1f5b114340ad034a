"""`python -m bot catalogue …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="事项目录：检查、导入、导出", no_args_is_help=True)


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


@app.command(name="import")
def import_(
    path: Annotated[
        Path | None, typer.Argument(help="目录（YAML）或 .jsonl 文件，默认 data/catalogue")
    ] = None,
    over_edits: Annotated[
        bool, typer.Option("--over-edits", help="以文件为准，也覆盖工作台里改过的事项")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """导入事项：城市自己的目录（有问题则全部不导入），或其他地区的 .jsonl（有问题的行跳过并报告）。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import fail, show, working
    from bot.services.catalogue.guangdong import import_lines
    from bot.services.catalogue.load import load_dir
    from bot.settings import get_settings

    settings = get_settings()
    source = path or settings.catalogue_dir
    if not (source.is_dir() or (source.is_file() and source.suffix == ".jsonl")):
        raise fail(f"请给出事项目录或 .jsonl 文件：{source}")
    with transaction() as session, working(f"正在导入 {source.name}"):
        if source.is_dir():
            report = load_dir(session, source, settings.region_code, settings.city, over_edits=over_edits)
        else:
            report = import_lines(session, source)
    show(as_json, asdict(report), "\n".join([*report.skipped, str(report)]))


@app.command()
def export(
    directory: Annotated[Path, typer.Argument(help="写入的目录")], as_json: JsonOption = False
) -> None:
    """把数据库中城市自己的事项、申请表和一件事导出为 YAML，和 data/catalogue 一样的结构。"""
    from bot.cli.database import transaction
    from bot.cli.output import show
    from bot.services.catalogue.export import export_dir

    with transaction() as session:
        paths = export_dir(session, directory)
    show(as_json, {"files": [str(path) for path in paths]}, f"已导出{len(paths)}个文件到 {directory}")
