"""Files made to cost more than they weigh, or to be two things at once: refused in words, in seconds."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator

import docx
import pytest
from openpyxl import Workbook
from PIL import Image

from bot.services import yaml_text
from bot.services.faq.import_ import FaqImportError, read_bytes
from bot.services.policies.documents import read_document
from bot.services.policies.refusal import DocumentRefused
from bot.services.uploads.inspect import inspect
from bot.services.uploads.refusal import UploadRefused

LONGEST_S = 6.0  # CPU seconds; each takes well under one
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < LONGEST_S


def with_part(raw: bytes, name: str, content: str | bytes) -> bytes:
    """The archive with one part exchanged or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for each in source.namelist():
            if each != name:
                target.writestr(each, source.read(each))
        target.writestr(name, content)
    return out.getvalue()


def book() -> bytes:
    out = io.BytesIO()
    made = Workbook()
    made.worksheets[0].append(["名称"])
    made.save(out)
    return out.getvalue()


def sheet(head: str, text: str, cell: str = "A1") -> bytes:
    body = f'<row r="1"><c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c></row>'
    xml = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    return with_part(book(), "xl/worksheets/sheet1.xml", xml)


def word(head: str, text: str) -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'{head}<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return with_part(out.getvalue(), "word/document.xml", xml)


def pdf(*objects: bytes) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def stream(data: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


FONT = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
PAGE = b"<</Type/Page/MediaBox[0 0 9 9]/Contents 4 0 R" + FONT + b">>"


def shared_pages(pages: int, content: bytes) -> bytes:
    kids = b" 3 0 R" * pages
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids),
        PAGE,
        stream(content),
    )


def nested_pages() -> bytes:
    """Ten times ten times ten … the same page: 10¹² of them in two kilobytes."""
    nodes = [b"<</Type/Pages/Count 1/Kids[%s]>>" % (b" %d 0 R" % (n + 1) * 10) for n in range(2, 14)]
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", *nodes, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def nested_forms() -> bytes:
    """A page draws a form ten times, which draws a form ten times, …"""
    forms = []
    for number in range(4, 12):
        inside = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)
        forms.append(stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + inside))
    page = b"<</Type/Page/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        page,
        *forms,
        stream(b"0 0 m"),
    )


SHEETS: dict[str, Callable[[], bytes]] = {
    "entities that multiply": lambda: sheet(LAUGHS, "&j;"),
    "an entity from outside": lambda: sheet(OUTSIDE, "&j;"),
    "grows a thousand times": lambda: with_part(book(), "xl/sharedStrings.xml", b"a" * 70_000_000),
    "thousands of parts": lambda: _many_parts(),
    "no archive": lambda: b"PK\x03\x04" + b"\x00" * 100,
    "another archive": lambda: word("", "x"),
}


def _many_parts() -> bytes:
    out = io.BytesIO(book())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(2_100):
            archive.writestr(str(number), b"")
    return out.getvalue()


@pytest.mark.parametrize("name", SHEETS)
def test_a_spreadsheet_that_is_a_bomb_is_refused(name: str) -> None:
    with pytest.raises(FaqImportError) as refused:
        read_bytes("问答.xlsx", SHEETS[name]())
    assert "root:" not in str(refused.value)


def test_a_cell_far_to_the_right_makes_no_row_wide() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 3_000))
    wide = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    with pytest.raises(FaqImportError, match="缺少列"):
        read_bytes("问答.xlsx", with_part(book(), "xl/worksheets/sheet1.xml", wide))


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["multiply", "outside"])
def test_entities_of_a_word_document_stay_unread(head: str) -> None:
    try:
        read = read_document("办法.docx", word(head, "第一条 &j;"))
    except DocumentRefused:
        return
    assert len(read.text) < 1_000 and "root:" not in read.text


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE], ids=["multiply", "outside"])
def test_entities_of_a_web_page_stay_unread(head: str) -> None:
    read = read_document("办法.html", f"{head}<html><body><p>第一条 &j;</p></body></html>".encode())
    assert len(read.text) < 2_000 and "root:" not in read.text


@pytest.mark.parametrize(
    "make",
    [
        nested_pages,
        nested_forms,
        lambda: shared_pages(300, b"BT /F1 9 Tf 0 0 Td (abc) Tj ET\n" * 10_000),
        lambda: shared_pages(1, b"\0" * 90_000_000),
        lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"),
    ],
    ids=["nested pages", "nested forms", "shared content", "flate bomb", "its own child"],
)
def test_a_pdf_that_is_a_bomb_is_refused_where_it_is_read(make: Callable[[], bytes]) -> None:
    with pytest.raises(DocumentRefused):
        read_document("办法.pdf", make())


@pytest.mark.parametrize("make", [nested_pages, lambda: shared_pages(51, b"x")], ids=["nested", "too many"])
def test_and_where_it_is_handed_in(make: Callable[[], bytes]) -> None:
    with pytest.raises(UploadRefused):
        inspect(make(), "证明.pdf")


def test_a_picture_of_a_billion_points_is_not_unpacked() -> None:
    header = b"\x89PNG\r\n\x1a\n"

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (40_000).to_bytes(4, "big")
    bomb = header + chunk(b"IHDR", size + size + bytes([1, 0, 0, 0, 0]))
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")
    with pytest.raises(UploadRefused, match="像素太多"):
        inspect(bomb, "照片.png")


def test_a_text_chunk_that_grows_is_refused_or_dropped() -> None:
    picture = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(picture, "PNG")
    text = b"Comment\0\0" + zlib.compress(b"a" * 90_000_000)
    body = len(text).to_bytes(4, "big") + b"zTXt" + text + zlib.crc32(b"zTXt" + text).to_bytes(4, "big")
    raw = picture.getvalue()
    bomb = raw[:33] + body + raw[33:]
    try:
        found = inspect(bomb, "照片.png")
    except UploadRefused:
        return
    assert len(found.content) < len(raw) * 2 and b"Comment" not in found.content


@pytest.mark.parametrize(
    "tail",
    [b"<script>alert(1)</script>", b"PK\x03\x04" + b"x" * 90, b"<?php system($_GET[0]);"],
    ids=["script", "archive", "php"],
)
def test_of_a_file_that_is_two_things_only_the_picture_is_kept(tail: bytes) -> None:
    for kind, name in (("PNG", "a.png"), ("JPEG", "a.jpg")):
        picture = io.BytesIO()
        Image.effect_noise((64, 64), 90).convert("RGB").save(
            picture, kind, **({"comment": tail} if kind == "JPEG" else {})
        )
        kept = inspect(picture.getvalue() + tail, name)
        assert tail not in kept.content


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.png",
        "a.png/../../b.png",
        "C:\\x.png",
        "a\x00.html.png",
        ".png",
        "a.png" * 500,
        "；rm -rf ~.png",
        "\u202egnp.exe.png",
    ],
    ids=lambda name: ascii(name)[:20],
)
def test_a_name_leads_nowhere(name: str) -> None:
    """Only its ending is looked at; the file is kept under a number of our own."""
    picture = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(picture, "PNG")
    assert inspect(picture.getvalue(), name).media_type == "image/png"


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a: !!python/object/apply:os.system [ls]",
        "!<tag:yaml.org,2002:python/name:os.system> x",
        "a: " + "[" * 5_000,
        "- " * 3_000 + "a",
        "{[a]: b}",
        "? {a: b}\n: c",
        "a: 1\na: 2",
        "a: 2026-02-30",
        "a: " + "9" * 5_000,
        "\x00",
        "a: !!binary eA==",
        'a: "\\ud800"',
    ],
    ids=lambda text: repr(text)[:20],
)
def test_tricks_of_yaml_are_refused_in_words(text: str) -> None:
    with pytest.raises(yaml_text.YamlError):
        yaml_text.parse(text)
