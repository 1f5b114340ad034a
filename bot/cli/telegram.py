"""`python -m bot telegram …`: the bot by long polling, and where Telegram sends what it receives."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import JsonOption

if TYPE_CHECKING:
    from telegram import Bot

    from bot.channels.telegram.channel import TelegramChannel

app = typer.Typer(help="Telegram：长轮询、webhook", no_args_is_help=True)
webhook = typer.Typer(help="Telegram 把消息推送到哪里", no_args_is_help=True)
app.add_typer(webhook, name="webhook")

OFFICIAL = "https://api.telegram.org"


@app.command()
def poll() -> None:
    """不用公网地址：本机主动向 Telegram 取消息并答复（适合笔记本电脑和内网）。按 Ctrl+C 停止，中断后接着收。"""
    from bot.assistant.model import NoModel, latest_model
    from bot.assistant.signature import trusted
    from bot.channels.telegram.poll import CannotPoll
    from bot.cli.database import BEHIND
    from bot.cli.output import fail
    from bot.db import migrate
    from bot.logs import configure_logging
    from bot.services.identity.mask import mask_text
    from bot.settings import get_settings

    settings = get_settings()
    configure_logging(settings.log_level, mask_text)
    _channel()  # says what is not set
    if not migrate.is_current(settings.database_url):
        raise fail(BEHIND)
    try:
        with trusted(latest_model()):
            pass
        asyncio.run(_poll())
    except (NoModel, CannotPoll) as error:
        raise fail(str(error)) from None
    except KeyboardInterrupt:
        typer.echo("已停止")


async def _poll() -> None:
    from bot.app import create_app

    application = create_app()
    office = application.state.office
    channel: TelegramChannel = office.channels["telegram"]
    async with application.router.lifespan_context(application):
        typer.echo("正在收 Telegram 的消息（按 Ctrl+C 停止）")
        await channel.poller().run(office.receive)


@webhook.command(name="set")
def set_(
    url: Annotated[str, typer.Option(help="完整地址，默认 ZHENGWEN_PUBLIC_URL 加 /channels/telegram")] = "",
) -> None:
    """告诉 Telegram 把消息推送到政问。"""
    from bot.channels.telegram import read
    from bot.cli.output import fail
    from bot.settings import get_settings

    settings = get_settings()
    address = url or f"{settings.public_url.rstrip('/')}/channels/telegram"
    secret = settings.telegram_webhook_secret
    if secret is None:
        raise fail("没有设置 ZHENGWEN_TELEGRAM_WEBHOOK_SECRET，见 docs/channels/telegram.md 第 3 步")
    if not address.startswith("https://") and settings.telegram_api_url.rstrip("/") == OFFICIAL:
        raise fail(f"Telegram 只推送到 https 地址，现在是 {address}。请设置 ZHENGWEN_PUBLIC_URL，或用 --url")
    token = secret.get_secret_value()
    _ask(lambda bot: bot.set_webhook(address, secret_token=token, allowed_updates=read.WANTED))
    typer.echo(f"已设置：{address}")


@webhook.command()
def delete() -> None:
    """不再推送（用 telegram poll 之前需要）；没送达的消息保留。"""
    _ask(lambda bot: bot.delete_webhook(drop_pending_updates=False))
    typer.echo("已取消推送")


@webhook.command()
def info(as_json: JsonOption = False) -> None:
    """推送到哪里、积压多少、最近一次错误。"""
    from bot.cli.output import show

    found = _ask(lambda bot: bot.get_webhook_info())
    figures = found.to_dict()
    lines = [
        f"地址：{found.url or '没有设置'}",
        f"积压：{found.pending_update_count}条",
        f"最近的错误：{found.last_error_message or '没有'}"
        + (f"（{found.last_error_date:%Y-%m-%d %H:%M} UTC）" if found.last_error_date else ""),
    ]
    show(as_json, figures, "\n".join(lines))


def _channel() -> TelegramChannel:
    from bot.cli.output import fail
    from bot.settings import get_settings

    settings = get_settings()
    if settings.telegram_token is None:
        raise fail("没有设置 ZHENGWEN_TELEGRAM_TOKEN，见 docs/channels/telegram.md")
    from bot.channels.telegram.channel import TelegramChannel

    return TelegramChannel(settings)


def _ask(question: Callable[[Bot], Awaitable[Any]]) -> Any:
    """What Telegram answers; its errors end the command. No error repeats the token."""
    from telegram.error import InvalidToken, TelegramError

    from bot.cli.output import fail
    from bot.logs import configure_logging

    configure_logging("ERROR")
    channel = _channel()

    async def ask() -> Any:
        try:
            return await question(channel.bot)
        finally:
            await channel.close()

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise fail("Telegram 不认这个令牌，请核对 ZHENGWEN_TELEGRAM_TOKEN") from None
    except TelegramError as error:
        raise fail(f"Telegram 没有接受：{error.message}") from None
