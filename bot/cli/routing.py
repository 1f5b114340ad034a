"""`python -m bot routing …`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="诉求分办：训练、试问", no_args_is_help=True)


@app.command()
def train(as_json: JsonOption = False) -> None:
    """用种子材料、事项、问答和确认过的工单训练；各副本数秒内生效。"""
    from dataclasses import asdict

    from bot.cli.database import transaction
    from bot.cli.output import fail, show, working
    from bot.logs import configure_logging

    configure_logging("ERROR")
    from bot.services.routing.store import learn

    try:
        with transaction() as session, working("正在训练"):
            report = learn(session)
    except ValueError as error:
        raise fail(str(error)) from error
    show(as_json, asdict(report), str(report))


@app.command(name="try")
def try_(
    text: Annotated[str, typer.Argument(help="一段诉求")],
    as_json: JsonOption = False,
) -> None:
    """看一段诉求会分给谁，以及凭哪几个词。"""
    from bot.cli.database import transaction
    from bot.cli.output import fail, show
    from bot.logs import configure_logging

    configure_logging("ERROR")
    from bot.services.routing.store import propose

    with transaction() as session:
        proposals = propose(session, text)
    if not proposals:
        raise fail("看不出归哪个部门。还没有训练的话，请先运行 python -m bot routing train")
    lines = [
        f"{each.label}  {each.probability:.2f}"
        + (f"  因为：{'、'.join(each.because)}" if each.because else "")
        for each in proposals
    ]
    show(as_json, {"proposals": [each._asdict() for each in proposals]}, "\n".join(lines))
