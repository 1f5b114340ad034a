"""Web pages, by lxml: the paragraphs of the element that holds the articles, without what a site puts around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.services.policies.from_text import decode
from bot.services.policies.numbers import ARTICLE_NO
from bot.services.policies.refusal import DocumentRefused

_SILENT = frozenset(
    "script style noscript template svg head nav footer form button select iframe object".split()
)
_BLOCKS = frozenset(
    "p div br li tr td th table section article main ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre center hr header".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_ARTICLE = re.compile(rf"\s*{ARTICLE_NO}")
_MOST = 0.9  # of the articles have to be in an element for it to be the text


def read(raw: bytes) -> str:
    """A line for each paragraph. Raises DocumentRefused."""
    from lxml import etree, html

    try:
        page = html.document_fromstring(
            _text(raw), parser=html.HTMLParser(huge_tree=False, remove_comments=True)
        )
    except (etree.LxmlError, ValueError):
        raise DocumentRefused(
            "网页读不出内容。请在浏览器里打开，把正文复制到 .txt 或 .docx 里再导入。"
        ) from None
    for node in list(page.iter()):
        if node.tag in _SILENT or _HIDDEN.search(node.get("style") or "") or node.get("hidden") is not None:
            node.drop_tree() if node.getparent() is not None else None
    body = page.find("body")
    return _lines(_text_of(_home(body if body is not None else page)))


def _text(raw: bytes) -> str:
    """By the page's own word for its encoding, where that holds."""
    named = _META.search(raw[:4096])
    if named is not None:
        name = named[1].decode("ascii", "replace").lower()
        try:
            # gb2312 is what pages say; what they use is all of GB18030.
            text = raw.decode("gb18030" if name in ("gb2312", "gbk") else name)
        except (LookupError, UnicodeDecodeError):
            return decode(raw)
        return text.lstrip("\ufeff")
    return decode(raw)


def _home(node: Any) -> Any:
    """The deepest element that still holds (nearly) all articles."""
    begun = _begun(node)
    least = max(2.0, begun.get(node, 0) * _MOST)
    while True:
        inside = next((child for child in node if begun.get(child, 0) >= least), None)
        if inside is None:
            return node
        node = inside


def _begun(node: Any) -> dict[Any, int]:
    """Element → how many pieces of text in it begin with the number of an article."""
    counts: dict[Any, int] = {}
    for each in node.iter():
        for text, home in ((each.text, each), (each.tail, each.getparent())):
            if each is node and home is not node:
                continue
            while text and _ARTICLE.match(text) and home is not None:
                counts[home] = counts.get(home, 0) + 1
                home = home.getparent() if home is not node else None
    return counts


def _text_of(node: Any) -> str:
    return "".join(_pieces(node))


def _pieces(node: Any) -> Iterator[str]:
    """Text in reading order, a line feed around every block."""
    for event, each in _walk(node):
        block = each.tag in _BLOCKS
        if event == "start":
            yield ("\n" if block else "") + _flat(each.text)
        else:
            yield ("\n" if block else "") + (_flat(each.tail) if each is not node else "")


def _walk(node: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    return etree.iterwalk(node, events=("start", "end"))


def _flat(text: str | None) -> str:
    """Line feeds in the source are spaces to a reader; between Chinese characters they are nothing."""
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", "", text or "")


def _lines(text: str) -> str:
    return "\n".join(line for raw in text.splitlines() if (line := raw.strip(" \t\xa0")))
