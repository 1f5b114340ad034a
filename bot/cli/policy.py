"""`python -m bot policy …`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import JsonOption

if TYPE_CHECKING:
    from bot.services.policies.build import Built
    from bot.services.policies.store import PolicyReport

app = typer.Typer(help="政策文件：导入、检查、查看、试问", no_args_is_help=True)


@app.command()
def check(
    directory: Annotated[Path | None, typer.Option("--dir", help="目录，默认 data/policies")] = None,
    as_json: JsonOption = False,
) -> None:
    """检查政策文件的 YAML：指出文件、字段和问题。"""
    from bot.cli.output import show_findings
    from bot.services.policies.check import check_dir
    from bot.settings import get_settings

    show_findings(as_json, check_dir(directory or get_settings().policies_dir), "政策文件检查通过")


@app.command(name="import")
def import_(
    path: Annotated[Path, typer.Argument(help="目录或 .yml，或 .docx、.pdf、.html、.txt 文件")],
    title: Annotated[str | None, typer.Option(help="标题")] = None,
    number: Annotated[str | None, typer.Option(help="文号")] = None,
    issuer: Annotated[str | None, typer.Option(help="发布机关")] = None,
    issued: Annotated[str | None, typer.Option(help="公布日期，如 2011-10-29")] = None,
    effective: Annotated[str | None, typer.Option(help="施行日期，如 2012-01-01")] = None,
    repealed: Annotated[str | None, typer.Option(help="废止日期，从这天起不再引用")] = None,
    url: Annotated[str | None, typer.Option(help="官方网址")] = None,
    complete: Annotated[bool, typer.Option("--complete", help="收全了全部条文")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="从文件里读出的标题、日期等不再逐项确认")] = False,
    by: Annotated[str, typer.Option(help="操作人，写进审计日志")] = "cli",
    as_json: JsonOption = False,
) -> None:
    """导入政策文件，立即可以引用，不需要重新训练。文件里读出的标题、文号、日期要由人确认。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import fail, show
    from bot.services.findings import CheckError
    from bot.services.policies.asks import with_earlier_asks
    from bot.services.policies.refusal import DocumentRefused
    from bot.services.policies.store import PolicyReport, store

    if not path.exists():
        raise fail(f"找不到文件：{path}")
    report = PolicyReport()
    if path.is_dir() or path.suffix.lower() in (".yml", ".yaml"):
        _import_yaml(path, by, report)
        show(as_json, asdict(report), str(report))
        return
    said = {
        "title": title,
        "number": number,
        "issuer": issuer,
        "issued_on": issued,
        "effective_on": effective,
        "repealed_on": repealed,
        "url": url,
        "complete": complete,
    }
    try:
        built = _build(path, said)
    except (DocumentRefused, OSError) as error:
        raise fail(f"{path.name}：{error}") from error
    except CheckError as error:
        raise fail(f"{error}\n没有导入。可以用 --title、--issuer、--effective、--url 等写明") from error
    _confirm(built, yes)
    with transaction() as session:
        store(session, with_earlier_asks(session, built.record), path.name[:200], by, report)
    show(as_json, {**asdict(report), "remarks": built.remarks}, str(report))


def _build(path: Path, said: dict[str, Any]) -> Built:
    from bot.cli.output import working
    from bot.services.policies.build import build
    from bot.services.policies.documents import MAX_BYTES
    from bot.services.policies.refusal import DocumentRefused

    if path.stat().st_size > MAX_BYTES:
        raise DocumentRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请去掉图片，或者分成几个文件。")
    with working(f"正在读取 {path.name}"):
        return build(path.name, path.read_bytes(), said)


def _import_yaml(path: Path, by: str, report: PolicyReport) -> None:
    from bot.cli.database import transaction
    from bot.cli.output import fail, working
    from bot.services.policies.read import read_dir, read_file
    from bot.services.policies.store import store_files

    files = read_dir(path) if path.is_dir() else [read_file(path)]
    if not files:
        raise fail(f"目录里没有 .yml 文件：{path}")
    with transaction() as session, working(f"正在导入 {path.name}"):
        store_files(session, files, path.name[:200], by, report)


def _confirm(built: Built, yes: bool) -> None:
    """Shows what was read out of the file; nothing is stored before a person has said that it is right."""
    from bot.cli.output import FAILED, fail

    typer.echo(f"读出{len(built.record.articles)}条，到{built.record.articles[-1].no}", err=True)
    for remark in built.remarks:
        typer.echo(f"请核对：{remark}", err=True)
    if not built.guessed or yes:
        return
    for name, value in built.guessed:
        typer.echo(f"从文件读出的{name}：{value}", err=True)
    try:
        right = typer.confirm("以上都对吗", err=True)
    except typer.Abort:
        raise fail("没有导入。核对后加 --yes，或用 --title、--effective 等写明") from None
    if not right:
        typer.echo("没有导入。请用 --title、--number、--issuer、--issued、--effective、--url 写明", err=True)
        raise typer.Exit(FAILED)


@app.command(name="list")
def list_(as_json: JsonOption = False) -> None:
    """列出已导入的政策文件，含尚未施行、已被替代和已废止的。"""
    from bot.cli.database import transaction
    from bot.cli.output import show
    from bot.services.policies.listing import listing

    with transaction() as session:
        rows = listing(session)
    lines = [
        f"{row.state}  《{row.title}》 {row.number}  {row.effective_on}起施行  {row.articles}条"
        f"{'（全文）' if row.complete else ''}  {row.origin}"
        for row in rows
    ]
    show(as_json, {"policies": [row.as_dict() for row in rows]}, "\n".join(lines) or "还没有政策文件")


@app.command()
def show(
    title: Annotated[str, typer.Argument(help="标题，或其中的几个字")],
    no: Annotated[str | None, typer.Argument(help="条号，如 第十条；不写就列出全部条文")] = None,
    as_json: JsonOption = False,
) -> None:
    """看一部政策文件现行有效的条文。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import fail
    from bot.cli.output import show as say
    from bot.services.policies.listing import find
    from bot.services.policies.numbers import parse_no

    with transaction() as session:
        found = find(session, title)
    if len(found) != 1:
        names = "、".join(f"《{policy.title}》" for policy in found)
        raise fail(
            f"有几部：{names}。请写得完整些" if found else f"没有现行有效的“{title}”，用 policy list 查看"
        )
    policy = found[0]
    wanted = parse_no(no) if no else None
    articles = [article for article in policy.articles if not no or article.no == str(wanted)]
    if not articles:
        raise fail(f"《{policy.title}》没有收录“{no}”，全文见 {policy.url}")
    lines = [f"《{policy.title}》{policy.number}  {policy.issuer}", policy.url]
    lines += [f"{article.no}　{article.text}" for article in articles]
    say(as_json, {**asdict(policy), "articles": [asdict(article) for article in articles]}, "\n".join(lines))


@app.command()
def repeal(
    title: Annotated[str, typer.Argument(help="完整的标题")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="废止日期，从这天起不再引用")],
    by: Annotated[str, typer.Option(help="操作人，写进审计日志")] = "cli",
    as_json: JsonOption = False,
) -> None:
    """写明一部政策文件何时废止；从那天起不再引用，以后的 db seed 也不会恢复它。"""
    from bot.cli.database import transaction
    from bot.cli.output import fail
    from bot.cli.output import show as say
    from bot.services.policies.store import PolicyMissing
    from bot.services.policies.store import repeal as run

    with transaction() as session:
        try:
            run(session, title, on.date(), by)
        except PolicyMissing as error:
            raise fail(str(error)) from error
    figures = {"title": title, "repealed_on": on.date().isoformat()}
    say(as_json, figures, f"《{title}》从{on.date()}起不再引用")


@app.command(name="try")
def try_(
    question: Annotated[str, typer.Argument(help="市民的一句话")],
    as_json: JsonOption = False,
) -> None:
    """看一句话会引用哪一条政策原文，有多大把握；把握不够就不引用。"""
    from bot.cli.database import transaction
    from bot.cli.output import show as say
    from bot.nlu.citation import Citations
    from bot.nlu.clauses import Clause, ClauseIndex, weights
    from bot.nlu.plain import plain_text
    from bot.services.answers.clause import answer
    from bot.services.policies.query import in_force

    with transaction() as session:
        index = ClauseIndex(in_force(session))
    folded = plain_text(question)
    cited = Citations(index.policies).find(folded)
    best = Clause(cited, 1.0) if cited else index.best(folded)
    found = [best] if cited and best else index.search(folded)[:3]
    lines = [f"{clause.score:.2f}  {clause.title}" for clause in found]
    quoted = (
        answer(index.policies[best.key.title], best.key.no, best.lines).text
        if best and best.is_sure
        else None
    )
    lines.append(quoted or f"没有把握（低于{weights()['quote_at']}），不引用")
    figures = {
        "candidates": [
            {"title": clause.key.title, "no": clause.key.no, "score": round(clause.score, 3)}
            for clause in found
        ],
        "quoted": quoted,
    }
    say(as_json, figures, "\n".join(lines))
