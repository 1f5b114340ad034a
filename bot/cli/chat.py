"""`python -m bot chat`: the whole assistant in a terminal."""

from __future__ import annotations

import asyncio
import sys

import typer


def chat() -> None:
    """在终端里对话（输入数字可选择选项，/q 或 Ctrl+D 退出）。"""
    from bot.logs import configure_logging

    configure_logging("ERROR")
    typer.echo("正在加载模型……")
    from bot.assistant.tensorflow_absent import stand_in_unless_wanted

    stand_in_unless_wanted()
    from bot.assistant.assistant import Assistant
    from bot.assistant.inbound import Inbound
    from bot.assistant.messages import numbered
    from bot.assistant.model import NoModel, model_in_use
    from bot.cli.database import ready
    from bot.cli.output import fail
    from bot.services.text import TextEmpty, TextTooLong

    try:
        with ready():
            assistant = Assistant(str(model_in_use()))
            conversation_id, greeting = assistant.start("terminal")
    except NoModel as error:
        raise fail(str(error)) from error
    for message in greeting:
        typer.echo(f"\n{numbered(message)}")
    loop = asyncio.new_event_loop()
    while True:
        try:
            typed = input("\n您：") if sys.stdin.isatty() else next(sys.stdin).rstrip("\n")
        except (EOFError, KeyboardInterrupt, StopIteration):
            break
        if typed.strip() in ("/q", "／q"):
            break
        try:
            replies = loop.run_until_complete(assistant.handle(conversation_id, Inbound(text=typed)))
        except (TextEmpty, TextTooLong) as error:
            typer.echo(f"\n{error}")
            continue
        for reply in replies:
            typer.echo(f"\n{numbered(reply)}")
    typer.echo("\n再见！")
