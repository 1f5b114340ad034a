"""Files as staff bring them, made here: each format, and each way a file can be wrong."""

from __future__ import annotations

import io
import time
import zipfile
import zlib

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from bot.evaluation.sample_files import jpeg, pdf
from bot.services.policies.documents import MAX_BYTES, read_document
from bot.services.policies.from_pdf import paragraphs
from bot.services.policies.refusal import DocumentRefused
from bot.services.policies.split import split
from tests.services.policy_sample import PRINTED

WANTED = split(PRINTED).articles
PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>第一条 题</title><style>p{}</style></head><body>
<nav>第一条 导航</nav><div id="main"><div class="text"><h1>云江市犬只登记办法</h1>%s</div></div>
<p style="display: none">看不见</p><div>责任编辑：某某</div><script>var x = "第九条";</script></body></html>"""


def docx_of(lines: list[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_of(pages: list[list[str]]) -> bytes:
    """A PDF whose Chinese text is in a font that every reader has, one line of the page a line of text."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = 3
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>"
    )
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end"
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap))
    kids = []
    for lines in pages:
        drawn = "BT /F1 12 Tf 20 TL 50 800 Td " + " ".join(
            f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines
        )
        packed = zlib.compress((drawn + " ET").encode())
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 %d 0 R >> >> /Contents %d 0 R >>"
            % (font, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def refusal(name: str, raw: bytes) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_document(name, raw)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_every_encoding(encoding: str) -> None:
    assert split(read_document("a.txt", PRINTED.encode(encoding)).text).articles == WANTED


def test_word() -> None:
    assert split(read_document("办法.DOCX", docx_of(PRINTED.splitlines())).text).articles == WANTED


def test_a_table_of_a_word_document_is_read_where_it_stands() -> None:
    document = docx.Document()
    document.add_paragraph("第一条　标准如下：")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "登记费", "五元"
    document.add_paragraph("第二条　完。")
    out = io.BytesIO()
    document.save(out)
    found = split(read_document("a.docx", out.getvalue()).text).articles
    assert [article.text for article in found] == ["标准如下：\n登记费 五元", "完。"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_web_page(encoding: str) -> None:
    lines = "".join(f"<p>{line}</p>\r\n" for line in PRINTED.splitlines()[1:])
    page = PAGE.replace("gb2312", "gb2312" if encoding == "gb18030" else "utf-8") % lines
    found = split(read_document("a.html", page.encode(encoding)).text)
    assert found.articles == WANTED
    assert found.head[0] == "云江市犬只登记办法"


def test_a_page_that_breaks_lines_instead_of_paragraphs() -> None:
    page = "<html><body><div>" + "<br/>".join(PRINTED.splitlines()) + "</div></body></html>"
    assert split(read_document("a.htm", page.encode()).text).articles == WANTED


def test_a_pdf_with_text() -> None:
    head = "云江市人民政府公报"
    pages = [
        [head, "云江市犬只登记办法", "第一条　为了规范犬只登记，保障公民人身", "安全，制定本办法。", "- 1 -"],
        [head, "第二条　养犬人应当提交下列材料：", "（一）居民身份", "证；", "（二）免疫证明。", "- 2 -"],
        [head, "材料齐全的，依照", "第一条的规定办理。", "第三条　本办法自2024年5月1日起施行。", "- 3 -"],
    ]
    document = read_document("a.pdf", pdf_of(pages))
    assert [article.text for article in split(document.text).articles] == [
        "为了规范犬只登记，保障公民人身安全，制定本办法。",
        "养犬人应当提交下列材料：\n（一）居民身份证；\n（二）免疫证明。\n材料齐全的，依照第一条的规定办理。",
        "本办法自2024年5月1日起施行。",
    ]
    assert "分款" in document.remarks[0]


def test_latin_words_of_a_pdf_stay_apart() -> None:
    assert paragraphs(["依照 ISO", "9001 标准。", "第二段。"]) == ["依照 ISO 9001 标准。", "第二段。"]


def test_a_scan_is_said_to_be_one() -> None:
    assert "扫描件" in refusal("a.pdf", pdf(3))


def test_a_password_is_said() -> None:
    assert "密码" in refusal("a.pdf", pdf(password="secret"))


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.txt", b"", "空的"),
        ("a.txt", b"  \n ", "空的"),
        ("a.pdf", b"%PDF-1.4 broken", "打不开"),
        ("a.docx", b"PK\x03\x04 broken", "打不开"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "另存为 .docx"),
        ("a.txt", b"\x00\x01\x02\x03" * 50, "不是文字文件"),
        ("a.docx", "第一条　文字".encode(), "内容却是纯文本"),
        ("a.html", "第一条　文字".encode(), "内容却是纯文本"),
        ("a.txt", b"<!DOCTYPE html><html></html>", "内容却是网页"),
        ("a.xlsx", "第一条".encode(), "不支持"),
        ("a", "第一条".encode(), "不支持"),
        ("a.html", b"<html><body><script>1</script></body></html>", "没有文字"),
    ],
    ids=repr,
)
def test_a_wrong_file_is_told_what_to_do(name: str, raw: bytes, says: str) -> None:
    assert says in refusal(name, raw)


def test_a_picture_by_another_name() -> None:
    assert "不是文字文件" in refusal("a.txt", jpeg()) or "内容却是" in refusal("a.pdf", jpeg())


def test_too_big() -> None:
    assert "20 MB" in refusal("a.txt", b"a" * (MAX_BYTES + 1))


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (101 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    assert "解开后太大" in refusal("a.docx", out.getvalue())


def test_an_archive_that_is_no_word_document() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "第一条")
    assert "不是 Word" in refusal("a.docx", out.getvalue())


def test_articles_numbered_by_word_are_said_to_be_so() -> None:
    document = docx.Document()
    document.add_paragraph("为了登记。", style="List Number")
    level = document.part.numbering_part.element.xpath("//w:lvlText")[0]
    level.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val", "第%1条")
    out = io.BytesIO()
    document.save(out)
    assert "自动编号" in refusal("a.docx", out.getvalue())


def test_a_pdf_of_too_many_pages() -> None:
    writer = PdfWriter()
    for _ in range(401):
        writer.add_blank_page(10, 10)
    out = io.BytesIO()
    writer.write(out)
    assert "401 页" in refusal("a.pdf", out.getvalue())


def test_word_with_tracked_changes_is_refused() -> None:
    """What was inserted and not accepted would be lost in silence."""
    document = docx.Document()
    run = document.add_paragraph("第一条　处").add_run("二百元")
    inserted = run._r.makeelement(run._r.tag.replace("}r", "}ins"), {})
    run._r.addprevious(inserted)
    inserted.append(run._r)
    out = io.BytesIO()
    document.save(out)
    assert "修订" in refusal("a.docx", out.getvalue())


def test_word_keeps_what_stands_in_a_content_control() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("第一条　罚款")
    run = paragraph.add_run("二百元")
    control = run._r.makeelement(run._r.tag.replace("}r", "}sdt"), {})
    content = run._r.makeelement(run._r.tag.replace("}r", "}sdtContent"), {})
    run._r.addprevious(control)
    control.append(content)
    content.append(run._r)
    paragraph.add_run("以下。")
    out = io.BytesIO()
    document.save(out)
    assert read_document("a.docx", out.getvalue()).text == "第一条　罚款二百元以下。"


def test_a_pdf_that_sets_every_character_apart() -> None:
    document = read_document(
        "a.pdf", pdf_of([["第 一 条 为 了 登 记 ， 制 定 本 办 法 。", "第 二 条 犬 只 登 记 。"]])
    )
    assert [article.text for article in split(document.text).articles] == [
        "为了登记，制定本办法。",
        "犬只登记。",
    ]


def test_a_deep_page_is_read_in_time() -> None:
    page = (
        "<html><body>"
        + "<div>" * 150
        + "<p>第一条　甲。</p>" * 3
        + "<p>第二条　乙。</p>" * 500
        + "</div>" * 150
    )
    started = time.monotonic()
    assert "第二条" in read_document("a.html", page.encode()).text
    assert time.monotonic() - started < 5


SOUND = {
    "a.docx": lambda: docx_of(PRINTED.splitlines()),
    "a.pdf": lambda: pdf_of([PRINTED.splitlines()]),
    "a.html": lambda: (PAGE % PRINTED).encode("gb18030"),
    "a.txt": PRINTED.encode,
}


@pytest.mark.parametrize("name", sorted(SOUND))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_becomes_of_a_file_it_is_read_or_refused(name: str, data: st.DataObject) -> None:
    """Cut short, with bytes changed, with something in the middle: never another error."""
    raw = bytearray(SOUND[name]())
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw)))]
    at = data.draw(st.integers(0, len(raw)))
    raw[at:at] = data.draw(st.binary(max_size=20))
    try:
        split(read_document(name, bytes(raw)).text)
    except DocumentRefused as refused:
        assert str(refused)
