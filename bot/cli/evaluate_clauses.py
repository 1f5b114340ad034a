"""`python -m bot evaluate clauses`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.options import JsonOption

if TYPE_CHECKING:
    from bot.nlu.clauses import ClauseIndex


def clauses(
    as_json: JsonOption = False,
    show: bool = typer.Option(False, "--show", help="列出引用错了的问题"),
    fit: bool = typer.Option(
        False, "--fit", help="先用没有保留的一半重新拟合置信度（写入 data/lexicon/clauses.json）"
    ),
    whole: bool = typer.Option(False, "--whole", help="通过整个助手提问，而不只是查条文"),
) -> None:
    """政策条文：该引用的引对没有，不该引用的有没有乱引（tests/nlu/questions/clauses）。"""
    from bot.evaluation import clauses as measuring

    index = _index()
    questions = measuring.read_clause_questions()
    lots = {
        "fitted": [question for question in questions if not question.held_out],
        "held_out": [question for question in questions if question.held_out],
        "fresh": measuring.read_clause_questions(measuring.FRESH),
    }
    named = {name for lot in lots.values() for question in lot for name in question.any}
    unknown = named - measuring.known_articles(index)
    if unknown:
        typer.echo(f"政策文件里没有这些条文，请先运行 db seed：{'、'.join(sorted(unknown))}", err=True)
        raise typer.Exit(1)
    if fit:
        from bot.nlu.clauses import weights

        measuring.write(measuring.fit(questions, index))
        weights.cache_clear()
    if whole:
        from bot.cli.parser import parser

        ask = measuring.by_parse(parser())
    else:
        ask = measuring.by_look_up(index)
    figures: dict[str, Any] = {}
    for name, lot in lots.items():
        replies = [(question, ask(question.text)) for question in lot]
        figures[name] = measuring.table(
            [(question, measuring.judge(question, reply)) for question, reply in replies]
        )
        for question, reply in replies:
            if show and measuring.judge(question, reply) == "wrong":
                typer.echo(f"{reply.quoted}\t{question.text}\t应为 {'、'.join(question.any) or '不引用'}")
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for lot_name, row in figures.items():
        typer.echo(f"{lot_name:<9}" + "  ".join(f"{name} {value}" for name, value in row.items()))


def _index() -> ClauseIndex:
    from bot.db.session import read_session
    from bot.nlu.clauses import ClauseIndex
    from bot.services.policies.query import in_force

    with read_session() as session:
        return ClauseIndex(in_force(session))
