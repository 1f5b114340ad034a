"""Word documents, by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from bot.services.policies.refusal import DocumentRefused

_UNPACKED = 100 * 1024 * 1024  # bytes that all parts together may grow to
_PARTS = 2000
_BODY = "word/document.xml"
_BROKEN = "Word 文档打不开，可能没有传完整，或者设了密码。请用 Word 打开后另存一份，去掉密码再导入。"
_NUMBERED = "条号是 Word 自动编号，读不出来。请在 Word 里全选、复制，选择性粘贴为“只保留文本”，保存后再导入。"


def read(raw: bytes) -> str:
    """A line for each paragraph and each row of a table, in order. Raises DocumentRefused."""
    _check_archive(raw)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(raw))
        lines = list(_lines(document))
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile):
        raise DocumentRefused(_BROKEN) from None
    if not any("条" in line for line in lines) and _numbers_articles(document):
        raise DocumentRefused(_NUMBERED)
    return "\n".join(lines)


def _check_archive(raw: bytes) -> None:
    """Nothing is unpacked before it is known how big it will be."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise DocumentRefused(_BROKEN) from None
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
        raise DocumentRefused("这个文件解开后太大，不能导入。请只保留文字，另存一份。")
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentRefused(_BROKEN)
    if _BODY not in {part.filename for part in parts}:
        raise DocumentRefused("这是压缩包或别的办公文件，不是 Word 文档。请另存为 .docx。")


def _lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield " ".join(dict.fromkeys(cell.text.replace("\n", " ") for cell in row.cells))
        else:
            yield from block.text.split("\n")


def _numbers_articles(document: Any) -> bool:
    """Whether 第…条 is made by a numbering instead of standing in the text."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return False
    return any("条" in (value or "") for value in numbering.xpath("//w:lvlText/@w:val"))
