"""FAQ files in every format: what is written reads back, by us and by Rasa."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.services.content import check_text
from bot.services.faq import sheet
from bot.services.faq.check import answer_complaints, question_complaints
from bot.services.faq.export import export_dir, rasa_yaml
from bot.services.faq.import_ import FaqImportError, read_bytes, read_path
from bot.services.faq.read import read_text
from bot.services.faq.schema import FaqRecord
from bot.services.findings import CheckError
from tests.services.faq_sample import record

_CHARACTERS = st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Cn", "Zl", "Zp")) | st.sampled_from(
    "'\"\\:#%@>&*!?-,=+；，\n ：😀𠮷居住证"
)


def words(fewest: int = 1, most: int = 20) -> st.SearchStrategy[str]:
    return st.text(_CHARACTERS, min_size=fewest, max_size=most).map(str.strip).filter(_is_text)


def _is_text(text: str) -> bool:
    try:
        return bool(check_text(text))
    except ValueError:
        return False


QUESTIONS = words().filter(lambda text: not list(question_complaints(text)))
ANSWERS = words(12, 60).filter(lambda text: len(text) >= 10 and not list(answer_complaints(text)))
RECORDS = st.builds(
    record,
    question=QUESTIONS,
    answer=ANSWERS,
    similar=st.lists(QUESTIONS, min_size=1, max_size=4),
    category=words(),
    item=st.none() | st.just("hz-permit"),
    region=st.none() | words(),
    audience=st.lists(st.sampled_from(["老年人", "企业"]), unique=True),
    valid_to=st.none() | st.dates().map(str),
    source=st.fixed_dictionaries(
        {"title": words(), "doc_no": st.just("") | words(), "url": st.just("https://a.example/b?c=1#d")}
    ),
)


@settings(max_examples=150)
@given(RECORDS)
def test_yaml_reads_back_to_the_same_entry(entry: FaqRecord) -> None:
    file = read_text("a.yml", rasa_yaml([entry]))
    assert file.findings == [] and file.records == [entry]


@settings(max_examples=100, deadline=None)
@given(RECORDS)
def test_rasa_reads_the_same_words(entry: FaqRecord) -> None:
    data = RasaYAMLReader().reads(rasa_yaml([entry]))
    assert {message.get("text") for message in data.training_examples} == set(entry.similar)
    assert {message.get_full_intent() for message in data.training_examples} == {f"faq/{entry.name}"}
    assert data.responses[f"utter_faq/{entry.name}"] == [{"text": entry.answer}]


@settings(max_examples=50, deadline=None)
@given(RECORDS)
def test_spreadsheets_read_back_to_the_same_entry(entry: FaqRecord) -> None:
    for read, write in ((sheet.read_csv, sheet.write_csv), (sheet.read_xlsx, sheet.write_xlsx)):
        file = read("a", write([entry]))
        assert file.findings == [] and file.records == [entry]


def test_unsafe_text_is_never_written() -> None:
    with pytest.raises(CheckError, match="花括号"):
        rasa_yaml([record(answer="请拨打{phone}咨询办理，谢谢")])
    with pytest.raises(CheckError, match="方括号"):
        rasa_yaml([record(similar=["办[证](item)"])])


def test_a_spreadsheet_never_holds_a_formula() -> None:
    entry = record(answer='=HYPERLINK("https://evil.example")点这里')
    cells = load_workbook(BytesIO(sheet.write_xlsx([entry]))).worksheets[0]
    assert {cell.data_type for row in cells.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert ",\"'=HYPERLINK" in sheet.write_csv([entry]).decode("utf-8-sig")


def test_a_csv_that_excel_wrote_in_gb18030_is_read() -> None:
    raw = sheet.write_csv([record()]).decode("utf-8-sig").encode("gb18030")
    assert sheet.read_csv("a.csv", raw).records == [record()]


def test_a_bad_row_is_named_with_its_column() -> None:
    text = sheet.write_csv([record()]).decode("utf-8-sig").replace("2026-11-20", "去年")
    (finding,) = sheet.read_csv("a.csv", text.encode()).findings
    assert (finding.item, finding.field) == ("permit_benefits", "核对日期")
    assert "第2行" in finding.message


def test_dates_that_excel_made_of_text_are_understood(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(list(sheet.COLUMNS.values()))
    cells = dict(zip(sheet.COLUMNS, next(iter(list(sheet._cells([record()]))[1:])), strict=True))
    cells["checked_on"] = datetime(2026, 11, 20)  # type: ignore[assignment]
    book.worksheets[0].append(list(cells.values()))
    book.save(tmp_path / "a.xlsx")
    assert read_path(tmp_path / "a.xlsx")[0].records == [record()]


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("a.xlsx", b"PK not a zip", "Excel"),
        ("a.xlsx", b"", "Excel"),
        ("a.csv", b"", "空"),
        ("a.csv", "名称,标准问题\n".encode(), "缺少列"),
        ("a.csv", ",".join([*sheet.COLUMNS.values(), "名称"]).encode(), "重复"),
        ("a.csv", b"\xff\xff\xff", "编码"),
        ("a.yml", b"\xff\xfe", "UTF-8"),
        ("a.doc", b"", "不支持"),
    ],
    ids=repr,
)
def test_a_file_that_cannot_be_read_is_refused_in_chinese(name: str, raw: bytes, words: str) -> None:
    with pytest.raises(FaqImportError, match=words):
        read_bytes(name, raw)


def test_one_file_a_department(tmp_path: Path) -> None:
    paths = export_dir([record(), record("crj_a", "护照", department="ga-crj")], tmp_path / "out")
    assert [path.name for path in paths] == ["ga-hz.yml", "ga-crj.yml"]
    assert [r.name for file in read_path(tmp_path / "out") for r in file.records] == [
        "crj_a",
        "permit_benefits",
    ]
