"""`python -m bot wechat menu …`: the menu under the conversation of the Official Account."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="微信公众号", no_args_is_help=True)
menu = typer.Typer(help="微信公众号的自定义菜单", no_args_is_help=True)
app.add_typer(menu, name="menu")


@menu.command()
def push(
    path: Annotated[Path | None, typer.Argument(help="菜单文件，默认 data/channels/wechat-menu.yml")] = None,
    check: Annotated[bool, typer.Option("--check", help="只检查文件，不发布")] = False,
) -> None:
    """检查菜单文件，发布到公众号；几分钟内对所有人生效。"""
    from bot.channels.wechat.menu import SHIPPED, read_menu
    from bot.cli.output import fail
    from bot.services.findings import CheckError

    try:
        buttons = read_menu(path or SHIPPED)
    except (CheckError, OSError) as error:
        raise fail(str(error)) from None
    if not check:
        _ask("menu/create", buttons)
    typer.echo("菜单检查通过" if check else "菜单已发布")


@menu.command()
def show(as_json: JsonOption = False) -> None:
    """看公众号现在的菜单。"""
    from bot.cli.output import show

    found = _ask("menu/get", without=46003)
    buttons = found.get("menu", {}).get("button", [])
    show(as_json, {"button": buttons}, "\n".join(_lines(buttons)) or "没有菜单")


@menu.command()
def delete() -> None:
    """删除公众号的菜单。"""
    _ask("menu/delete")
    typer.echo("菜单已删除")


def _lines(buttons: list[dict[str, Any]]) -> list[str]:
    lines = []
    for button in buttons:
        lines.append(f"{button['name']} {button.get('key') or button.get('url') or ''}".rstrip())
        lines += [f"  {line}" for line in _lines(button.get("sub_button", []))]
    return lines


def _ask(path: str, data: dict[str, Any] | None = None, without: int | None = None) -> dict[str, Any]:
    """WeChat's answer; `without`: the code that means there is nothing. Errors end the command."""
    from bot.cli.output import fail
    from bot.logs import configure_logging
    from bot.settings import get_settings

    configure_logging("ERROR")
    settings = get_settings()
    if settings.wechat_app_id is None:
        raise fail("没有设置 ZHENGWEN_WECHAT_APP_ID，见 docs/channels/wechat.md")
    from bot.channels.messaging.channel import Later
    from bot.channels.tencent.api import ApiError
    from bot.channels.wechat.channel import WeChatChannel

    channel = WeChatChannel(settings)

    async def ask() -> dict[str, Any]:
        try:
            return await channel.api.call(path, data)
        finally:
            await channel.close()

    try:
        return asyncio.run(ask())
    except ApiError as error:
        if error.code == without:
            return {}
        raise fail(f"微信没有接受（{error}），错误码的含义见微信开放文档的“全局返回码”") from None
    except Later as error:
        raise fail(f"没有连上微信或账号设置不对（{error}），请看上面的日志") from None
