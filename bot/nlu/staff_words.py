"""The tables of words as they are in the database: those of the files, with what staff have changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.nlu.plain import Lines, Plain, tables
from bot.services.lexicon.changes import lines_in_use
from bot.services.lexicon.tables import DIALECT, LATIN


def tables_now(session: Session) -> Plain:
    """方言 and 拼音和英文; the very ones in use where they say the same."""
    lines = Lines(*(tuple(lines_in_use(session, table)) for table in (LATIN, DIALECT)))
    return tables() if lines == tables().lines else Plain(lines)
