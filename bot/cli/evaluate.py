"""`python -m bot evaluate …`: measure, in figures a machine can read (`--json`)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.evaluate_clauses import clauses
from bot.cli.evaluate_questions import calibrate, robustness, understanding
from bot.cli.options import JsonOption
from bot.cli.parser import parser

if TYPE_CHECKING:
    from bot.evaluation.dialogue import Outcome
    from bot.evaluation.script import Conversation

app = typer.Typer(help="评测：对话脚本、检索、范围判断、诉求分办、政策条文", no_args_is_help=True)
for measure in (understanding, robustness, calibrate, clauses):
    app.command()(measure)


@app.command()
def dialogue(
    files: list[Path] = typer.Argument(None, help="对话脚本，默认 tests/dialogue/*.yml"),
    url: str = typer.Option(
        None, help="对一个正在运行的服务评测，例如 http://127.0.0.1:8000；默认在临时数据库上评测"
    ),
    as_json: JsonOption = False,
) -> None:
    """按脚本对话，逐句核对回复。"""
    from bot.evaluation.script import read_scripts
    from bot.logs import configure_logging
    from bot.settings import ROOT

    configure_logging("ERROR")
    try:
        scripts = read_scripts(files or sorted((ROOT / "tests" / "dialogue").glob("*.yml")))
    except (OSError, ValueError) as error:
        typer.echo(f"读不了对话脚本：{error}", err=True)
        raise typer.Exit(2) from error
    outcomes = asyncio.run(_against(url, scripts) if url else _in_process(scripts))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "n": len(outcomes),
                    "passed": len(outcomes) - len(failed),
                    "failed": [o.__dict__ for o in failed],
                },
                ensure_ascii=False,
            )
        )
    else:
        for outcome in failed:
            typer.echo(
                f"✗ {outcome.name}\n    说：{outcome.failed_at}\n    {'；'.join(outcome.complaints)}\n    回复：{outcome.replies}"
            )
        typer.echo(f"{len(outcomes)} 段对话，通过 {len(outcomes) - len(failed)}，未通过 {len(failed)}")
    raise typer.Exit(1 if failed else 0)


async def _against(url: str, scripts: Sequence[Conversation]) -> list[Outcome]:
    import httpx

    from bot.evaluation.dialogue import run_scripts

    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        return await run_scripts(client, scripts)


async def _in_process(scripts: Sequence[Conversation]) -> list[Outcome]:
    import httpx

    from bot.app import create_app, load_assistant
    from bot.evaluation.dialogue import run_scripts
    from bot.evaluation.staff import act
    from bot.evaluation.workbench import seeded_database

    with seeded_database():
        application = create_app()
        load_assistant(application)
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://assistant") as client:
            return await run_scripts(client, scripts, staff=act)


@app.command()
def retrieval(
    corpus: Path = typer.Option(
        ..., exists=True, dir_okay=False, help='JSONL：{"id","text","variants":[…]?}'
    ),
    queries: Path = typer.Option(..., exists=True, dir_okay=False, help='JSONL：{"id","text"}'),
    as_json: JsonOption = False,
) -> None:
    """从标准问题或事项名称中找出市民所问的那一条。"""
    from bot.evaluation.retrieval import BadRow, evaluate

    try:
        figures = evaluate(corpus, queries)
    except BadRow as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        typer.echo("  ".join(f"{name} {value}" for name, value in figures.items()))


@app.command()
def scope(
    queries: Path = typer.Option(..., exists=True, dir_okay=False, help='JSONL：{"text"}'),
    as_json: JsonOption = False,
) -> None:
    """有多大比例的问题被当作政务问题直接回答。"""
    from bot.evaluation.retrieval import BadRow, read_rows
    from bot.evaluation.understanding import answered_in_scope

    try:
        rows = read_rows(queries, need_id=False)
    except BadRow as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    parse = parser()
    inside = sum(answered_in_scope(parse(row["text"])) for row in rows)
    figures = {"n": len(rows), "in_scope_share": round(inside / max(len(rows), 1), 4)}
    typer.echo(
        json.dumps(figures) if as_json else "  ".join(f"{name} {value}" for name, value in figures.items())
    )


@app.command()
def routing(
    train: Path = typer.Option(..., exists=True, dir_okay=False, help='训练用 JSONL：{"text","label"}'),
    test: Path = typer.Option(..., exists=True, dir_okay=False, help='测试用 JSONL：{"text","label"}'),
    as_json: JsonOption = False,
) -> None:
    """诉求分办：在一份材料上训练，在另一份没见过的材料上看准不准。"""
    from dataclasses import asdict

    from bot.cli.output import show, working
    from bot.logs import configure_logging

    configure_logging("ERROR")
    from bot.evaluation.routing import measure_routing, read_rows

    try:
        learnt, asked = read_rows(train), read_rows(test)
        with working(f"用{len(learnt)}条训练，再看{len(asked)}条"):
            measured = measure_routing(learnt, asked)
    except (OSError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    figures = {name: round(value, 4) for name, value in asdict(measured).items()}
    show(as_json, figures, "  ".join(f"{name} {value}" for name, value in figures.items()))
