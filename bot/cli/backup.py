"""`python -m bot db backup` and `python -m bot db restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import JsonOption

if TYPE_CHECKING:
    from bot.db.backup.archive import Manifest

ForceOption = Annotated[bool, typer.Option("--force", help="覆盖已有的")]


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件，如 /备份/zhengwen-2026-12-01.tar")],
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """备份数据库和市民上传的文件；不用停止服务。"""
    from bot.cli.output import working
    from bot.db.backup.make import back_up
    from bot.db.base import utc_now
    from bot.settings import get_settings

    settings = get_settings()
    with _said_in_chinese(), working("正在备份"):
        manifest = back_up(settings.database_url, settings.files_dir, file, utc_now(), force=force)
    _show(as_json, manifest, file, f"已备份到 {file}（{file.stat().st_size:,} 字节）")


def restore(
    file: Annotated[Path, typer.Argument(help="db backup 做的备份文件")],
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """核对备份，再用它代替数据库；先停止服务。"""
    from bot.cli.output import working
    from bot.db import migrate
    from bot.db.backup.restore import restore as bring_back
    from bot.settings import get_settings

    settings = get_settings()
    with _said_in_chinese(), working("正在核对和恢复"):
        manifest = bring_back(settings.database_url, settings.files_dir, file, force=force)
    behind = manifest.revision != migrate.head()
    then = "；备份来自较早的版本，请接着运行：python -m bot db upgrade" if behind else ""
    _show(as_json, manifest, file, f"已恢复 {manifest.made_at} 的备份{then}")


def _show(as_json: bool, manifest: Manifest, file: Path, text: str) -> None:
    from bot.cli.output import show

    body: dict[str, Any] = asdict(manifest)
    del body["members"]
    rows = sum(manifest.tables.values())
    figures = {"file": str(file), "files": manifest.files, "rows": rows, **body}
    show(
        as_json,
        figures,
        f"{text}\n{len(manifest.tables)} 张表 {rows:,} 行，上传的文件 {manifest.files} 个，逐个核对过",
    )


@contextmanager
def _said_in_chinese() -> Iterator[None]:
    """Known failures end the command with one sentence."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.cli.output import fail
    from bot.db.backup.archive import BackupError

    try:
        yield
    except BackupError as error:
        raise fail(str(error)) from error
    except (SQLAlchemyError, OSError, ValueError) as error:
        raise fail(f"无法使用数据库或文件：{getattr(error, 'orig', None) or error}") from error
