"""The plain text of a file that staff bring: docx, PDF with text, HTML, txt; told by its content, not by its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from bot.services.policies.refusal import DocumentRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARS = 2_000_000
_ENDINGS = {
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".txt": "txt",
}
_NAMES = {"docx": "Word 文档（.docx）", "pdf": "PDF", "html": "网页（.html）", "txt": "纯文本（.txt）"}
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<meta", b"<div", b"<p>", b"<p ", b"<?xml", b"<!--")


@dataclass(frozen=True)
class Document:
    """`text`: a line for each paragraph; `remarks`: what a person should look at, in Chinese."""

    kind: str
    text: str
    remarks: tuple[str, ...] = ()


def read_document(name: str, raw: bytes) -> Document:
    """The text of the file called `name`. Raises DocumentRefused, whose message says in Chinese what to do."""
    if not raw.strip():
        raise DocumentRefused("文件是空的，请检查后重新导出。")
    if len(raw) > MAX_BYTES:
        raise DocumentRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请去掉图片，或者分成几个文件。")
    kind = _kind(raw)
    ending = PurePath(name).suffix.lower()
    if ending not in _ENDINGS:
        raise DocumentRefused(f"不支持“{ending or name}”文件，请使用 .docx、.pdf、.html 或 .txt。")
    if _ENDINGS[ending] != kind:
        raise DocumentRefused(
            f"文件名以“{ending}”结尾，内容却是{_NAMES[kind]}。请把文件名改对，或者重新导出。"
        )
    document = _read(kind, raw)
    if len(document.text) > MAX_CHARS:
        raise DocumentRefused(f"文件有 {len(document.text)} 个字，最多 {MAX_CHARS} 个。请分成几个文件。")
    if not document.text.strip():
        raise DocumentRefused("文件里没有文字。")
    return document


def _kind(raw: bytes) -> str:
    if raw.startswith(_OLD_WORD):
        raise DocumentRefused("这是旧版 Word 或 Excel 文件。请用 Word 打开，另存为 .docx 后再导入。")
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(b"PK"):
        return "docx"
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith(_MARKUP) else "txt"


def _read(kind: str, raw: bytes) -> Document:
    # Each reader brings a library; a command reads one file.
    if kind == "docx":
        from bot.services.policies.from_docx import read

        return Document(kind, read(raw))
    if kind == "pdf":
        from bot.services.policies.from_pdf import read as read_pdf

        return Document(kind, read_pdf(raw), ("PDF 里看不出哪里分款，是按行尾的标点猜的，请对照原文核对",))
    if kind == "html":
        from bot.services.policies.from_html import read as read_html

        return Document(kind, read_html(raw))
    from bot.services.policies.from_text import decode

    return Document(kind, decode(raw))
