"""`python -m bot evaluate understanding|robustness|calibrate`: on the project's own held-out questions."""

from __future__ import annotations

import json
from enum import Enum

import typer

from bot.cli.options import JsonOption
from bot.cli.parser import parser

_TURN = 3  # the wordings that the plain questions ask; calibration uses others
MOST_POINTS = 5.0  # what a way of writing may cost


class Half(str, Enum):
    report, fit, all = "report", "fit", "all"


def understanding(
    as_json: JsonOption = False,
    show: bool = typer.Option(False, "--show", help="列出没有答对的问题"),
    half: Half = typer.Option(
        Half.report, help="report：校准时也没有用过的一半；fit：校准用的一半；all：全部"
    ),
) -> None:
    """用未参与训练的问题（tests/nlu/questions）评测整条理解流程。"""
    from bot.evaluation.questions import read_questions
    from bot.evaluation.understanding import Verdict, everyday, judge, table
    from bot.nlu.knowledge import knowledge_base

    parse = parser()
    faq_items = {name: faq.item for name, faq in knowledge_base.current().faqs.items()}
    verdicts: list[Verdict] = []
    for question in read_questions():
        if half is not Half.all and question.for_fitting != (half is Half.fit):
            continue
        verdict = judge(question, parse(question.text), faq_items)
        verdicts.append(verdict)
        if show and verdict.result in ("asked_back", "wrong"):
            wanted = question.faq or question.item or question.intent
            typer.echo(f"{verdict.result}\t{question.text}\t应为 {wanted}，判为 {verdict.intent}")
    verdicts += everyday(
        knowledge_base.current(), lambda text: parse(text)["understanding"]["ranking"], _TURN
    )
    figures = table(verdicts)
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for kind, row in figures.items():
        typer.echo(f"{kind:<14}" + "  ".join(f"{name} {value}" for name, value in row.items()))


def robustness(
    as_json: JsonOption = False,
    show: str = typer.Option(None, help="列出某一种干扰（如 homophone）下答不对了的问题"),
) -> None:
    """错别字、繁体、方言、缩写等写法各让理解下降几个百分点；有超过 5 个的以 1 退出。"""
    from bot.evaluation.disturb import DISTURBANCES
    from bot.evaluation.questions import read_questions
    from bot.evaluation.robustness import measure
    from bot.nlu.knowledge import knowledge_base

    if show and show not in DISTURBANCES:
        typer.echo(f"没有这种干扰：{show}。可选：{'、'.join(DISTURBANCES)}", err=True)
        raise typer.Exit(2)
    parse = parser()
    faq_items = {name: faq.item for name, faq in knowledge_base.current().faqs.items()}
    rows = []
    for cost in measure(read_questions(), parse, faq_items):
        rows.append({name: value for name, value in vars(cost).items() if name != "broken"})
        rows[-1]["points"] = cost.points
        if not as_json:
            typer.echo(
                f"{cost.title}\tn {cost.n}  {cost.before} → {cost.after}  {-cost.points:+} 个百分点"
                f"  答错 {cost.wrong_before} → {cost.wrong_after}"
            )
        for before, after in cost.broken if show == cost.name else ():
            typer.echo(f"    {before}\t{after}", err=as_json)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    raise typer.Exit(1 if any(row["points"] > MOST_POINTS for row in rows) else 0)


def calibrate(as_json: JsonOption = False) -> None:
    """在未参与训练的问题的一半上重新拟合置信度（写入 data/lexicon/calibration.json）。"""
    from bot.evaluation.calibrate import fit, write
    from bot.evaluation.left_out import left_out
    from bot.evaluation.questions import read_questions
    from bot.nlu.knowledge import knowledge_base

    parse = parser()
    knowledge = knowledge_base.current()
    hard = [question for question in read_questions() if question.for_fitting]
    fitted = fit(
        [(knowledge, hard), left_out(knowledge, 0)],
        lambda text: parse(text)["understanding"]["ranking"],
    )
    write(fitted["weights"])
    figures = fitted["figures"]
    typer.echo(
        json.dumps(figures) if as_json else "  ".join(f"{name} {value}" for name, value in figures.items())
    )
