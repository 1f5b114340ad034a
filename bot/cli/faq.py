"""`python -m bot faq …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="政策问答：检查、导入、导出、发布、回退", no_args_is_help=True)


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


@app.command(name="import")
def import_(
    path: Annotated[Path | None, typer.Argument(help="目录，或 .yml、.xlsx、.csv 文件")] = None,
    as_json: JsonOption = False,
) -> None:
    """导入为草稿；有问题的条目跳过并报告。发布后才对外生效。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import FAILED, show, working
    from bot.services.faq.import_ import import_files, read_path
    from bot.settings import get_settings

    source = path or get_settings().faq_dir
    with transaction() as session, working(f"正在导入 {source.name}"):
        report = import_files(session, read_path(source), source.name)
    show(as_json, asdict(report), "\n".join([*map(str, report.skipped), str(report)]))
    if report.skipped and not report.total:
        raise typer.Exit(FAILED)


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="目录（YAML，每个部门一个文件），或 .xlsx、.csv 文件")],
    published: Annotated[bool, typer.Option("--published", help="导出已发布的版本，而不是工作稿")] = False,
    as_json: JsonOption = False,
) -> None:
    """导出政策问答。"""
    from bot.cli.database import transaction
    from bot.cli.output import show
    from bot.services.faq import export as exporting
    from bot.services.faq import sheet

    with transaction() as session:
        records = (exporting.published_records if published else exporting.working_records)(session)
        if target.suffix in (".xlsx", ".csv"):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((sheet.write_xlsx if target.suffix == ".xlsx" else sheet.write_csv)(records))
            files = [target]
        else:
            files = exporting.export_dir(records, target)
    figures = {"entries": len(records), "files": [str(file) for file in files]}
    show(as_json, figures, f"已导出{len(records)}条到 {target}")


@app.command()
def publish(
    note: Annotated[str, typer.Option(help="发布说明")] = "",
    by: Annotated[str, typer.Option(help="发布人")] = "cli",
    as_json: JsonOption = False,
) -> None:
    """把全部合格的问答发布为新版本，各副本数秒内生效，不需要重新训练。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import show
    from bot.services.faq.release import publish as run

    with transaction() as session:
        report = run(session, by, note)
    state = "没有变化，仍是" if report.unchanged else "已发布"
    lines = [f"未发布：{finding}" for finding in report.skipped]
    show(
        as_json,
        asdict(report),
        "\n".join([*lines, f"{state}第{report.sequence}号版本，共{report.entries}条"]),
    )


@app.command()
def rollback(
    to: Annotated[int, typer.Argument(help="要恢复的发布版本号")],
    by: Annotated[str, typer.Option(help="操作人")] = "cli",
    as_json: JsonOption = False,
) -> None:
    """恢复到以前发布的版本。"""
    from bot.cli.database import transaction
    from bot.cli.output import show
    from bot.services.faq.release import rollback as run

    with transaction() as session:
        sequence = run(session, to, by)
    show(as_json, {"sequence": sequence}, f"已恢复到第{sequence}号版本")


@app.command(name="try")
def try_(
    question: Annotated[str, typer.Argument(help="像市民那样问一句")],
    as_json: JsonOption = False,
) -> None:
    """问一句：正在使用的版本和加上草稿以后分别怎么答，哪些词起了作用。"""
    import asyncio

    from bot.cli.output import show, working
    from bot.logs import configure_logging

    configure_logging("ERROR")
    from bot.console.faq.ask import hear_once
    from bot.console.faq.try_it import answers

    with working("正在加载"):
        sides = answers(asyncio.run(hear_once(question)))
    names = {"live": "正在使用的版本", "draft": "加上草稿以后"}
    lines = []
    for side, found in sides.items():
        lines.append(f"{names[side]}：{found.outcome.words}（把握{found.outcome.score:.0%}）")
        lines += [f"  {found.answer}"] if found.answer else []
        said = [word for word, _ in found.words] + list(found.notes)
        lines += [f"  起作用的词：{'、'.join(said)}"] if said else []
    figures = {
        side: {
            "intent": found.outcome.intent,
            "keys": list(found.outcome.keys),
            "score": round(found.outcome.score, 3),
            "answer": found.answer,
            "words": [[word, round(part, 3)] for word, part in found.words],
        }
        for side, found in sides.items()
    }
    show(as_json, figures, "\n".join(lines))
