"""A session for a command; what can go wrong with it is said in Chinese, with exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.cli.output import fail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BEHIND = "数据库结构不是最新的，请先运行：python -m bot db upgrade"


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction on a database that is up to date; known errors end the command."""
    from bot.db.session import write_session

    with ready(), write_session(durable=True) as session:
        yield session


@contextmanager
def ready() -> Iterator[None]:
    """A database that is up to date, for a command of many transactions; known errors end the command."""
    from sqlalchemy.exc import OperationalError

    from bot.db import migrate
    from bot.services.catalogue.upsert import CatalogueImportError
    from bot.services.faq.import_ import FaqImportError
    from bot.services.faq.release import ReleaseError
    from bot.services.findings import CheckError
    from bot.services.rotation.columns import KeyMissing
    from bot.settings import get_settings

    try:
        if not migrate.is_current(get_settings().database_url):
            raise fail(BEHIND)
        yield
    except CheckError as error:
        raise fail(f"{error}\n共{len(error.findings)}处需要修改，没有写入数据库") from error
    except (FaqImportError, CatalogueImportError, ReleaseError, KeyMissing) as error:
        raise fail(str(error)) from error
    except (OperationalError, OSError) as error:
        raise fail(f"无法使用数据库或文件：{getattr(error, 'orig', None) or error}") from error
