"""The sheet staff download to fill in: headings, one row as an example, and what to write where."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.services.faq.sheet import COLUMNS

_HELP = {
    "name": "可以不填，系统按标准问题生成。改已有的条目时，保留导出文件里的名称",
    "question": "必填，不超过 200 字",
    "answer": "必填，10 到 2000 字；单元格里换行用 Alt+回车；列表用“1. ”或“- ”开头",
    "similar": "必填，一行一个（Alt+回车换行），至少 8 个，用市民自己的话",
    "department": "必填，见“部门编码”表",
    "category": "必填",
    "item": "可以不填，见“事项编码”表",
    "audience": "不填就是所有人；多个用顿号隔开",
    "region": "不填就是全市",
    "source.title": "必填，依据的文件名称",
    "source.doc_no": "文号",
    "source.article": "第几条",
    "source.url": "必填，原文网址，以 https:// 开头",
    "valid_from": "写成 2026-01-31；到这一天自动生效",
    "valid_to": "过了这一天自动停用；不填就是长期",
    "checked_on": "必填，最后一次核对依据的日子",
}
_WIDE = {"question": 36, "answer": 60, "similar": 40, "source.url": 36, "source.title": 28}


def template(departments: Sequence[tuple[str, str]], items: Sequence[tuple[str, str]]) -> bytes:
    """A workbook that `sheet.read_xlsx` reads as empty; `departments`, `items`: (code, name)."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "政策问答"
    sheet.freeze_panes = "B2"
    for number, (field, heading) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(1, number, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E9F1FB")
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(field, 16)
    for title, rows in (
        ("填写说明", [("列", "怎么填"), *((COLUMNS[field], words) for field, words in _HELP.items())]),
        ("部门编码", [("部门编码", "部门"), *departments]),
        ("事项编码", [("事项编码", "事项"), *items]),
    ):
        extra = book.create_sheet(title)
        for row in rows:
            extra.append(list(row))
        extra.column_dimensions["A"].width, extra.column_dimensions["B"].width = 26, 70
        for cell in extra["A"]:
            cell.data_type, cell.alignment = "s", Alignment(vertical="top")
        for cell in extra["B"]:
            cell.data_type, cell.alignment = "s", Alignment(wrap_text=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
