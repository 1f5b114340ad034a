"""The command line. Commands import what they need when they run, so that `--help` stays quick."""

from __future__ import annotations

import typer

from bot.cli import (
    audit,
    catalogue,
    chat,
    db,
    evaluate,
    faq,
    house,
    insight,
    model,
    policy,
    privacy,
    routing,
    serve,
    staff,
    telegram,
    train,
    wechat,
)

app = typer.Typer(
    name="python -m bot",
    help="政问：政务服务智能助手",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(db.app, name="db")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(faq.app, name="faq")
app.add_typer(policy.app, name="policy")
app.add_typer(routing.app, name="routing")
app.add_typer(model.app, name="model")
app.add_typer(audit.app, name="audit")
app.add_typer(privacy.app, name="privacy")
app.add_typer(staff.app, name="staff")
app.add_typer(house.app, name="house")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(telegram.app, name="telegram")
app.add_typer(wechat.app, name="wechat")
app.command()(serve.serve)
app.command()(train.train)
app.command()(chat.chat)
app.command()(insight.insight)
