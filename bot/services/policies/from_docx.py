"""Word documents, by python-docx."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from bot.services.policies.refusal import DocumentRefused
from bot.services.unpacking import NotAnArchive, UnpacksTooBig, parts_of

_UNPACKED = 100 * 1024 * 1024  # bytes that all parts together may grow to
_BODY = "word/document.xml"
_BROKEN = "Word 文档打不开，可能没有传完整，或者设了密码。请用 Word 打开后另存一份，去掉密码再导入。"
_REVISED = ".//w:ins|.//w:del|.//w:moveFrom|.//w:moveTo"
_REVISIONS = "文档里还有修订痕迹，不知道以哪个为准。请在 Word 里接受或拒绝全部修订，保存后再导入。"
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NUMBERED = "条号是 Word 自动编号，读不出来。请在 Word 里全选、复制，选择性粘贴为“只保留文本”，保存后再导入。"


def read(raw: bytes) -> str:
    """A line for each paragraph and each row of a table, in order. Raises DocumentRefused."""
    _check_archive(raw)
    import docx

    try:
        document = docx.Document(io.BytesIO(raw))
        if document.element.body.xpath(_REVISED):
            raise DocumentRefused(_REVISIONS)
        lines = list(_lines(document.element.body))
    except DocumentRefused:
        raise
    except Exception:  # whatever a damaged file makes of the library, it is the file
        raise DocumentRefused(_BROKEN) from None
    if not any("条" in line for line in lines) and _numbers_articles(document):
        raise DocumentRefused(_NUMBERED)
    return "\n".join(lines)


def _check_archive(raw: bytes) -> None:
    try:
        parts = parts_of(raw, _UNPACKED)
    except NotAnArchive:
        raise DocumentRefused(_BROKEN) from None
    except UnpacksTooBig:
        raise DocumentRefused("这个文件解开后太大，不能导入。请只保留文字，另存一份。") from None
    if _BODY not in parts:
        raise DocumentRefused("这是压缩包或别的办公文件，不是 Word 文档。请另存为 .docx。")


def _lines(block: Any) -> Iterator[str]:
    """Of the elements themselves: python-docx's own text leaves out content controls and smart tags."""
    for element in block:
        name = str(element.tag).rpartition("}")[2]
        if name == "p":
            yield from _text(element).split("\n")
        elif name == "tbl":
            for row in element.xpath("./w:tr"):
                cells = (" ".join(filter(None, _lines(cell))) for cell in row.xpath(".//w:tc"))
                yield " ".join(filter(None, cells))
        elif name in ("sdt", "sdtContent"):
            yield from _lines(element)


def _text(paragraph: Any) -> str:
    pieces = []
    for piece in paragraph.xpath(".//w:t|.//w:tab|.//w:br|.//w:cr|.//w:noBreakHyphen"):
        if piece.xpath("ancestor::w:txbxContent"):
            continue  # a text box beside the text
        name = piece.tag.rpartition("}")[2]
        pieces.append(piece.text or "" if name == "t" else _MARKS[name])
    return "".join(pieces)


def _numbers_articles(document: Any) -> bool:
    """Whether 第…条 is made by a numbering instead of standing in the text."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return False
    return any("条" in (value or "") for value in numbering.xpath("//w:lvlText/@w:val"))
