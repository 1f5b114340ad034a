"""PDF with text, by pypdf. A page knows lines, not paragraphs: they are put together again here."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pypdf import PdfReader

from bot.services.policies.numbers import ArticleNo
from bot.services.policies.refusal import DocumentRefused
from bot.services.policies.split import article_begins, heading, tidy

_MOST_PAGES = 400
_BROKEN = "PDF 打不开，可能没有传完整。请重新下载或导出后再导入。"
_SCANNED = "这个 PDF 是扫描件，里面没有文字。请找带文字的版本，或者先做文字识别（OCR）、人工校对后存成 .docx 或 .txt。"
_MOST_CONTENT = 12 * 1024 * 1024  # bytes of all pages, unpacked: ten times the longest law
_MOST_STEPS = 500_000  # of drawing
_TOO_MUCH = "这个 PDF 的版面太复杂，读它要花太长时间。请另存为 .docx 或 .txt 再导入。"
_FEWEST = 5  # characters a page: less is a scan with a stamp
_PAGE_NUMBER = re.compile(
    r"[-—–·.\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*(?:共\s*)?\d{1,4}(?:\s*页)?)?[-—–·.\s]*"
)
_ITEM = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、")
_ENDS = re.compile(r"[。！？：][”’）)]?$")
_CHINESE = re.compile(r"[\u4e00-\u9fff，。；：、]")
_APART = re.compile(r"(?<=[\u4e00-\u9fff，。；：、]) (?=[\u4e00-\u9fff，。；：、])")
_MOSTLY = 0.6
_REPEATED = 0.6  # of the pages: a running head


def read(raw: bytes) -> str:
    """A line for each paragraph. Raises DocumentRefused."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentRefused("这个 PDF 设了密码。请去掉密码后再导入。")
        if len(reader.pages) > _MOST_PAGES:
            raise DocumentRefused(
                f"这个 PDF 有 {len(reader.pages)} 页，最多 {_MOST_PAGES} 页。请分成几个文件。"
            )
        _refuse_endless(reader)
        pages = [[_closed(tidy(line)) for line in text.splitlines()] for text in _texts(reader)]
    except DocumentRefused:
        raise
    except Exception:  # whatever a damaged file makes of the library, it is the file
        raise DocumentRefused(_BROKEN) from None
    if sum(len(line) for page in pages for line in page) < _FEWEST * max(len(pages), 1):
        raise DocumentRefused(_SCANNED)
    return "\n".join(paragraphs(_without_running_heads(pages)))


def _refuse_endless(reader: PdfReader) -> None:
    """A few kilobytes can ask for hours: hundreds of pages that share one long content."""
    left = _MOST_CONTENT
    for page in reader.pages:
        drawn = page.get_contents()
        left -= len(drawn.get_data()) if drawn is not None else 0
        if left < 0:
            raise DocumentRefused(_TOO_MUCH)


def _texts(reader: PdfReader) -> Iterator[str]:
    left = _MOST_STEPS

    def step(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:  # forms within forms within forms
            raise DocumentRefused(_TOO_MUCH)

    for page in reader.pages:
        yield page.extract_text(visitor_operand_before=step)


def paragraphs(lines: Iterable[str]) -> list[str]:
    """Lines that go on with one another, joined: a line begins a paragraph where the one before ends a sentence, or
    where it is an article, a heading or an 项."""
    joined: list[str] = []
    last = ArticleNo(0)
    for line in lines:
        if not line:
            continue
        article = article_begins(line, last)
        last = article[0] if article else last
        begins = (
            not joined
            or article is not None
            or heading(line) is not None
            or heading(joined[-1]) is not None
            or _ITEM.match(line) is not None
            or _ENDS.search(joined[-1]) is not None
        )
        if begins:
            joined.append(line)
        else:
            joined[-1] += line if not _between_words(joined[-1], line) else f" {line}"
    return joined


def _closed(line: str) -> str:
    """Without the spaces that some PDFs have between all characters: 第 一 条 为 了."""
    apart = len(_APART.findall(line))
    return _APART.sub("", line) if apart > len(_CHINESE.findall(line)) * _MOSTLY else line


def _between_words(before: str, after: str) -> bool:
    return before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()


def _without_running_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """All lines, without page numbers and what stands at the edge of most pages."""
    edges = Counter(line for page in pages for line in {*page[:2], *page[-2:]} if line)
    running = {
        line for line, pages_of in edges.items() if len(pages) > 2 and pages_of / len(pages) > _REPEATED
    }
    return [
        line for page in pages for line in page if line not in running and not _PAGE_NUMBER.fullmatch(line)
    ]
