"""Sheets in and out: row by row, dry first, formulas harmless, ten thousand in time."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.db.models import FaqWork
from bot.db.session import read_session, write_session
from bot.services.faq import sheet
from bot.services.faq.import_ import import_files
from bot.services.faq.read import FaqFile
from bot.services.faq.release import publish
from tests.services.faq_sample import record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def put(clerk: Any, raw: bytes, dry: bool, name: str = "a.xlsx") -> str:
    answer = clerk.send("/staff/sheets/upload", dry="1" if dry else "0", files={"file": (name, raw, XLSX)})
    assert "Traceback" not in answer.text
    return str(answer.text)


def drafts() -> dict[str, str]:
    with read_session() as session:
        return {row.name: row.state for row in session.scalars(select(FaqWork))}


def changed_cells(raw: bytes, **cells: Any) -> bytes:
    """`A2="x"`: the sheet with these cells."""
    book = load_workbook(io.BytesIO(raw))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def lin(house: Any, clerk: Any) -> Any:
    with write_session() as session:
        import_files(session, [FaqFile("a.yml", [record()])], "a.yml")
        publish(session, "seed")
    return clerk("lin", "编辑")


def test_the_template_is_read_back_as_empty_and_explains_itself(lin: Any) -> None:
    answer = lin.client.get("/staff/sheets/template.xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    assert sheet.read_xlsx("t", answer.content).records == []
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["政策问答", "填写说明", "部门编码", "事项编码"]
    assert "ga-hz" in [row[0].value for row in book["部门编码"].rows]
    explained = {row[0].value for row in book["填写说明"].rows}
    assert set(sheet.COLUMNS.values()) <= explained


def test_what_is_exported_comes_back_as_unchanged(lin: Any) -> None:
    for ending in ("xlsx", "csv"):
        raw = lin.client.get(f"/staff/sheets/export.{ending}").content
        assert "没有变化 1 条" in put(lin, raw, False, f"a.{ending}")
    assert drafts() == {}


def test_a_dry_run_changes_nothing_and_names_each_row(lin: Any) -> None:
    good, other = record("one", "甲"), record("two", "乙")
    raw = changed_cells(sheet.write_xlsx([good, other, record()]), C3="太短", L2="第9条", B4="", E4="nowhere")
    page = put(lin, raw, True)
    assert "还没有导入" in page and "新增 1 条" in page
    rows = page.split("<tbody>")[1]
    assert '<td class="number">3</td>' in rows and "回答" in rows
    assert '<td class="number">4</td>' in rows and "标准问题" in rows
    assert drafts() == {}
    assert "已导入" in put(lin, raw, False)
    assert drafts() == {"one": "submitted"}


def test_a_row_without_a_name_gets_one_and_keeps_it(lin: Any) -> None:
    raw = changed_cells(sheet.write_xlsx([record("x", "签注", question="居住证签注怎么办？")]), A2="")
    put(lin, raw, False)
    (name,) = drafts()
    assert name.startswith("q_ju_zhu_zheng_qian_zhu")
    assert "正在修改这一条" in put(lin, raw, False)
    assert list(drafts()) == [name]


def test_an_upload_is_reviewed_by_somebody_else(lin: Any, clerk: Any) -> None:
    put(lin, sheet.write_xlsx([record("one", "甲")]), False)
    chen = clerk("chen", "编辑", "审核")
    assert "已通过" in chen.do("/staff/review/one/approve", version=1)
    with read_session() as session:
        assert session.scalar(select(func.count()).select_from(FaqWork)) == 0


def test_an_upload_stays_within_its_department(lin: Any, clerk: Any) -> None:
    with write_session() as session:
        from bot.db.models import Department

        session.add(
            Department(
                code="other",
                name="别的局",
                short_name="别的",
                dept_type="1",
                region_code="990100",
                origin="city",
            )
        )
    far = clerk("far", "编辑", departments=("other",))
    assert "属于别的部门" in put(far, sheet.write_xlsx([record("one", "甲")]), False)
    assert drafts() == {}
    assert sheet.read_xlsx("x", far.client.get("/staff/sheets/export.xlsx").content).records == []


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.xlsx", b"PK\x03\x04broken", "可能已损坏"),
        ("a.xlsx", b"", "可能已损坏"),
        ("a.csv", b"\xff\xff\xff", "编码"),
        ("a.csv", "名称,标准问题\n".encode(), "缺少列"),
        ("a.exe", b"MZ", "只能上传"),
        ("../../a.yml", b"nlu: []", "只能上传"),
    ],
    ids=range(6),
)
def test_a_bad_file_is_refused_in_words(name: str, raw: bytes, said: str, lin: Any) -> None:
    assert said in put(lin, raw, True, name)
    assert "请先选一个" in lin.send("/staff/sheets/upload", dry="1").text


def test_formulas_leave_as_text_and_come_back_unharmed(lin: Any) -> None:
    evil = record("evil", "甲", category='=HYPERLINK("http://x")', region="+1", question="甲证是什么？")
    with write_session() as session:
        import_files(session, [FaqFile("b.yml", [evil])], "b.yml")
    raw = lin.client.get("/staff/sheets/export.xlsx").content
    cells = [cell for row in load_workbook(io.BytesIO(raw)).worksheets[0].rows for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    text = lin.client.get("/staff/sheets/export.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text and ",=HYPERLINK" not in text and "'+1" in text
    assert "没有变化 2 条" in put(lin, text.encode("utf-8-sig"), True, "a.csv")


def test_rows_that_are_the_same_entry_are_named_with_all_their_rows(lin: Any) -> None:
    two = [record("same", "灯会"), record("same", "灯会")]
    page = put(lin, sheet.write_xlsx([record("other", "庙会"), *two]), False)
    assert page.count("第 3、4 行是同一条") == 1 and '<td class="number">3</td>' in page
    assert "有问题不导入 1 条" in page and "intent" not in page
    assert "same" not in drafts()


def test_a_sheet_of_nothing_but_headings_is_no_success(lin: Any) -> None:
    page = put(lin, sheet.write_xlsx([]), False)
    assert "表里没有条目" in page and "已导入" not in page


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("图.xlsx", b"\xff\xd8\xff\xe0 a picture", "不是 Excel 工作簿"),
        ("图.csv", b"\xff\xd8\xff\xe0 a picture", "无法识别编码"),
        ("空.csv", b"", "是空的"),
    ],
    ids=["a picture as xlsx", "a picture as csv", "nothing"],
)
def test_what_is_no_sheet_is_said_to_be_none(lin: Any, name: str, raw: bytes, words: str) -> None:
    assert words in put(lin, raw, True, name)


def test_a_sheet_as_excel_in_china_writes_it_with_empty_rows_below(lin: Any) -> None:
    text = sheet.write_csv([record("fair", "庙会")]).decode("utf-8-sig") + "," * 15 + "\r\n\r\n"
    assert "新增 1 条，修改 0 条，没有变化 0 条。" in put(lin, text.encode("gb18030"), True, "a.csv")


@pytest.mark.slow
def test_ten_thousand_rows_in_thirty_seconds(lin: Any) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸"
    records = [
        record(
            f"many_{n}",
            "".join(letters[int(digit)] for digit in f"{n:05d}"),
        )
        for n in range(10_000)
    ]
    raw = sheet.write_xlsx(records)
    began = time.monotonic()
    assert "新增 10000 条" in put(lin, raw, True)
    dry = time.monotonic() - began
    began = time.monotonic()
    assert "新增 10000 条" in put(lin, raw, False)
    took = time.monotonic() - began
    print(f"10,000 rows: dry run {dry:.1f} s, import {took:.1f} s")
    assert took < 30
    assert len(drafts()) == 10_000
