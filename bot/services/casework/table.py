"""Rows for people who work in spreadsheets; nothing in them is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

A_PAGE = 30
MOST_EXPORTED = 20_000


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
