"""A PDF that can be opened, read and shown without running anything."""

from __future__ import annotations

import io
import logging

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

from bot.services.uploads.refusal import UploadRefused

_MOST_PAGES = 50
_TAIL = 1024  # bytes in which the end of the file must be marked
_MOST_OBJECTS = 20_000
_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/XFA")
_BROKEN = "PDF 打不开，可能没有传完整。请重新导出或扫描后再上传。"


def check_pdf(content: bytes) -> None:
    """Raises UploadRefused."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_TAIL:]:
        raise UploadRefused(_BROKEN)
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of what it repairs, with content
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise UploadRefused("这个 PDF 设了密码，工作人员打不开。请去掉密码后再上传。")
        pages = len(reader.pages)
        if pages == 0:
            raise UploadRefused("这个 PDF 里没有内容，请重新导出后再上传。")
        if pages > _MOST_PAGES:
            raise UploadRefused(f"这个 PDF 有{pages}页，最多{_MOST_PAGES}页。请只上传需要的部分。")
        if _is_active(reader):
            raise UploadRefused(
                "这个 PDF 里有脚本或附件，为了安全不能接收。请打印成普通 PDF 或拍照后再上传。"
            )
        for page in reader.pages:
            page.mediabox  # noqa: B018  (a page that cannot be read raises)
    except UploadRefused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError):
        raise UploadRefused(_BROKEN) from None


def _is_active(reader: PdfReader) -> bool:
    """Whether anything reachable from the catalogue runs a script, starts a program or carries a file."""
    seen: set[int] = set()
    waiting: list[object] = [reader.trailer.get("/Root")]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in seen:
                continue
            seen.add(each.idnum)
            if len(seen) > _MOST_OBJECTS:
                return True
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            if any(key in each for key in _ACTIVE) or each.get("/S") in ("/JavaScript", "/Launch"):
                return True
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, list):
            waiting += list(each)
    return False
