"""A page of a list, and rows for people who work in spreadsheets; nothing in them is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from sqlalchemy import func, select
from sqlalchemy.orm import Session

A_PAGE = 30
MOST_EXPORTED = 20_000


def number_of(session: Session, table: Any, conditions: Iterable[Any]) -> int:
    return int(session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)


def a_page(query: Any, page: int, limit: int) -> Any:
    """The rows of a list that stand on `page`, the first being 1; `limit`: more of them for an export."""
    return query.offset((max(page, 1) - 1) * A_PAGE).limit(limit)


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An .xlsx; every cell is text."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.freeze_panes = "B2"
    for number, cells in enumerate([headings, *rows], 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(number, column, "" if value is None else str(value))
            cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
