"""`python -m bot house …`: the city's own settings, for who has no browser at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from bot.cli.options import JsonOption

app = typer.Typer(help="运行设置：公告、停用开关、人工服务时间、隐私说明、保存期限", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="设置的名称，见 house show")]
ActorOption = Annotated[str, typer.Option(prompt="经办人", help="写进审计日志")]
WhyOption = Annotated[str, typer.Option(prompt="为什么改", help="写进审计日志")]


@app.command()
def show(name: Annotated[str, typer.Argument(help="只看这一项")] = "", as_json: JsonOption = False) -> None:
    """现在的设置。"""
    from bot.cli import output
    from bot.services.house import store
    from bot.services.house.names import SETTINGS
    from bot.services.house.read import read
    from bot.services.house.words import described

    with _house() as session:
        names = [store.setting(name).name] if name else list(SETTINGS)
        house = read(session)
    figures = {each: store.plain(each, getattr(house, each)) for each in names}
    lines = [f"{each}（{SETTINGS[each].title}）：{described(each, house)}" for each in names]
    output.show(as_json, figures, "\n".join(lines))


@app.command(name="set")
def set_(
    name: NameArgument,
    value: Annotated[str, typer.Argument(help="JSON，写法见 house show --json；一句话的设置可以直接写文字")],
    actor: ActorOption,
    why: WhyOption,
) -> None:
    """改一项设置，几秒内在所有服务器上生效。"""
    from bot.db.base import utc_now
    from bot.services.house import store

    with _house() as session:
        row = store.change(session, name, _read(value), f"operator:{actor}", why, utc_now())
        number = row.number
    typer.echo(f"{name} 已改好（第 {number} 次修改）")


@app.command()
def history(name: NameArgument, as_json: JsonOption = False) -> None:
    """一项设置的每次修改：谁、何时、为什么、改成什么。"""
    from bot.cli import output
    from bot.services.house import store

    with _house() as session:
        rows: list[dict[str, Any]] = [
            {
                "number": row.number,
                "at": row.created_at.isoformat(),
                "by": row.changed_by,
                "why": row.reason,
                "value": row.value,
            }
            for row in store.history(session, name)
        ]
    lines = [
        f"{row['number']} {row['at']} {row['by']} {row['why']}：{json.dumps(row['value'], ensure_ascii=False)}"
        for row in rows
    ]
    output.show(as_json, {"changes": rows}, "\n".join(lines) or "没有改过")


@app.command()
def restore(
    name: NameArgument,
    number: Annotated[int, typer.Argument(help="第几次修改；0 是默认值", min=0)],
    actor: ActorOption,
    why: WhyOption,
) -> None:
    """恢复到某一次修改的内容。"""
    from bot.db.base import utc_now
    from bot.services.house import store

    with _house() as session:
        store.restore(session, name, number, f"operator:{actor}", why, utc_now())
    typer.echo(f"{name} 已恢复" + (f"到第 {number} 次修改的内容" if number else "到默认值"))


def _read(value: str) -> Any:
    """Plain words are themselves."""
    try:
        return json.loads(value)
    except ValueError:
        return value


@contextmanager
def _house() -> Iterator[Any]:
    from bot.cli.database import transaction
    from bot.cli.output import fail
    from bot.services.staff.errors import StaffError

    try:
        with transaction() as session:
            yield session
    except StaffError as error:
        raise fail(str(error)) from None
