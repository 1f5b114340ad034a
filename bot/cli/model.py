"""`python -m bot model …`."""

from __future__ import annotations

import typer

app = typer.Typer(help="模型文件的签名：只加载自己训练的模型", no_args_is_help=True)


@app.command()
def check() -> None:
    """核对最新的模型文件是不是本系统签过名的；不是时退出码为 1。"""
    from bot.assistant.model import NoModel, latest_model
    from bot.assistant.signature import trusted
    from bot.cli.output import fail

    try:
        archive = latest_model()
        with trusted(archive):
            typer.echo(f"{archive} 的签名是对的")
    except NoModel as error:
        raise fail(str(error)) from None


@app.command()
def sign() -> None:
    """给最新的模型文件签名。加载模型等于运行其中的代码：只对自己训练的用。"""
    from bot.assistant.model import NoModel, latest_model
    from bot.assistant.signature import sign as sign_archive
    from bot.cli.output import fail

    try:
        archive = latest_model()
    except NoModel as error:
        raise fail(str(error)) from None
    sign_archive(archive)
    typer.echo(f"已签名：{archive}")
