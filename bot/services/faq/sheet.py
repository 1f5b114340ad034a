"""The FAQ as a spreadsheet (.xlsx, .csv) that staff fill in; one row an entry."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from pydantic import ValidationError

from bot.services.faq.diff import LABELS
from bot.services.faq.names import name_for
from bot.services.faq.read import FaqFile
from bot.services.faq.schema import FaqRecord
from bot.services.findings import Finding, from_validation_error
from bot.services.unpacking import UnpacksTooBig, parts_of

# Field path -> column heading, in the order of the columns.
COLUMNS = {"name": "名称", **LABELS, "department": "部门编码", "item": "事项编码"}
MAX_ROWS = 20_000
_MOST_COLUMNS = 64  # a cell far to the right would make every row as wide
_UNPACKED = 64 * 1024 * 1024  # bytes that all parts together may grow to
_FIELDS = {heading: field for field, heading in COLUMNS.items()}
_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r")  # a spreadsheet would run these


class SheetError(Exception):
    """A spreadsheet that cannot be read; the message is Chinese."""


def read_xlsx(name: str, raw: bytes) -> FaqFile:
    """The first sheet of a workbook. Raises SheetError."""
    try:
        parts_of(raw, _UNPACKED)
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        found = book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 2, max_col=_MOST_COLUMNS)
        rows = [list(row) for row in found]
    except UnpacksTooBig:
        raise SheetError("解开后太大，请删掉图片和没有用的工作表，另存一份再上传") from None
    except Exception:  # whatever a damaged file makes of the library, it is the file
        raise SheetError("无法读取，文件可能已损坏或不是 Excel 工作簿") from None
    return _read_rows(name, rows)


def read_csv(name: str, raw: bytes) -> FaqFile:
    """UTF-8, or GB18030 as Excel writes it. Raises SheetError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetError("无法识别编码，请另存为“CSV UTF-8”")
    try:
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        return _read_rows(name, [[_armed(cell) for cell in row] for row in rows])
    except csv.Error as error:
        raise SheetError("CSV 格式错误") from error


def _armed(cell: str) -> str:
    """Without the apostrophe that `write_csv` put before a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def write_xlsx(records: Iterable[FaqRecord]) -> bytes:
    """A workbook that `read_xlsx` reads back to the same records."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "政策问答"
    sheet.freeze_panes = "B2"
    for number, cells in enumerate(_cells(records), 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s"  # text, whatever it looks like: never a formula
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_csv(records: Iterable[FaqRecord]) -> bytes:
    """UTF-8 with a mark, so that Excel opens it rightly; formulas are disarmed with an apostrophe."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    for cells in _cells(records):
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def _cells(records: Iterable[FaqRecord]) -> Iterable[list[str]]:
    yield list(COLUMNS.values())
    for record in records:
        body = record.model_dump()
        body |= {f"source.{key}": value for key, value in body["source"].items()}
        body |= {"similar": "\n".join(record.similar), "audience": "、".join(record.audience)}
        yield [str(body[field] or "") for field in COLUMNS]


def _read_rows(name: str, rows: Sequence[Sequence[Any]]) -> FaqFile:
    file = FaqFile(name)
    if not rows:
        raise SheetError("是空的")
    if len(rows) > MAX_ROWS + 1:
        raise SheetError(f"超过{MAX_ROWS}行")
    headings = [_text(cell) for cell in rows[0]]
    for heading in headings:
        if heading and heading not in _FIELDS:
            file.findings.append(Finding(name, "", heading, "不认识的列"))
        elif heading and headings.count(heading) > 1:
            raise SheetError(f"“{heading}”列重复")
    missing = [heading for heading in COLUMNS.values() if heading not in headings]
    if missing:
        raise SheetError(f"缺少列：{'、'.join(missing)}")
    for number, row in enumerate(rows[1:], 2):
        cells = {_FIELDS[h]: _text(cell) for h, cell in zip(headings, row, strict=False) if h in _FIELDS}
        if any(cells.values()):
            _read_row(file, number, cells)
    return file


def _read_row(file: FaqFile, number: int, cells: dict[str, str]) -> None:
    optional = {"item", "region", "valid_from", "valid_to"}
    body: dict[str, Any] = {
        field: cells.get(field) or (None if field in optional else "")
        for field in COLUMNS
        if not field.startswith("source.")
    }
    body["similar"] = [line.strip() for line in cells.get("similar", "").split("\n") if line.strip()]
    body["audience"] = [part for part in re.split(r"[、,，;；\n]", cells.get("audience", "")) if part.strip()]
    body["source"] = {key: cells.get(f"source.{key}", "") for key in ("title", "doc_no", "article", "url")}
    if not body["name"] and body["question"]:
        body["name"] = name_for(body["question"])
    where = cells.get("name") or f"第{number}行"
    try:
        file.records.append(FaqRecord.model_validate(body))
        file.rows.setdefault(body["name"], []).append(number)
    except ValidationError as error:
        for finding in from_validation_error(error, file.name, where):
            heading = COLUMNS.get(finding.field.split("[")[0], finding.field)
            file.findings.append(Finding(file.name, where, heading, f"（第{number}行）{finding.message}"))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return cell.strftime("%Y-%m-%d")
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
