"""Plain text of a document, split into its articles.

An article begins where 第…条 stands at the beginning of a line and is its number: it is followed by a space or the end
of the line, and it is higher than the one before. A line that begins with 第十条的规定 goes on with a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.services.policies.numbers import ARTICLE_NO, NUMERAL, ArticleNo, no_of

_BLANK = r"[\s\u3000\u00a0]"
_ARTICLE = re.compile(rf"{ARTICLE_NO}(?P<gap>{_BLANK}*)(?P<rest>.*)", re.DOTALL)
# What a sentence goes on with after the number of an article it speaks of.
_REFERENCE = re.compile(
    r"[的之、，。；：,;:款项]|所[规列称述指]|[和或与及至到]?第|规定|以[上下内外前后]|中[的规所]|前款|明确|列|（[一二三四五六七八九十]+）"
)
_NEAR = 3  # articles that may be missing before one that no space sets apart
_HEADING = re.compile(rf"第\s*{NUMERAL}{{1,6}}\s*(?P<level>分编|[编章节])(?P<gap>{_BLANK}*)(?P<name>.*)")
_SENTENCE_ENDS = re.compile(r"[。；：，！？,;:!?]")
_SENTENCE_ENDED = re.compile(r"[。；：！？.;:][”’）)]?$")
_LONGEST_HEADING = 40
_LEVELS = ("编", "分编", "章", "节")
_CONTENTS = re.compile(r"目\s*[录次]")
_DOTTED = re.compile(r"[.…·・\s]*[-—]?\s*\d*\s*[-—]?$")  # 第一章 总则……3
_ANNEX = re.compile(
    rf"附\s*[件表录](?:\s*{NUMERAL}{{1,3}})?\s*[:：.．]?(?:{_BLANK}|$)|附\s*[件表录]\s*{NUMERAL}*[:：]"
)


@dataclass(frozen=True)
class Article:
    """`text`: a line for each 款 and 项."""

    no: ArticleNo
    text: str
    chapter: str = ""


@dataclass
class Split:
    """`head`: the lines before the first article; `remarks`: what a person should look at, in Chinese."""

    head: list[str] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def split(text: str) -> Split:
    """`text`: a line for each paragraph of the document."""
    reading = _Reading()
    for line in text.splitlines():
        plain = tidy(line)
        if plain and not reading.read(plain):
            break
    return reading.done()


def tidy(line: str) -> str:
    """Without the spaces that only indent; those between words stay, as one."""
    return re.sub(rf"{_BLANK}+", " ", line).strip()


def heading(line: str) -> tuple[str, str] | None:
    """(level, 第二章 申领和发放) of a tidy line that is the heading of a part."""
    found = _HEADING.fullmatch(line)
    if found is None or len(line) > _LONGEST_HEADING:
        return None
    name = _DOTTED.sub("", found["name"]).strip()
    if _SENTENCE_ENDS.search(name) or (not found["gap"] and _REFERENCE.match(name)):
        return None
    number = re.sub(r"\s", "", line[: found.start("gap")])
    # 总 则 is set wide for looks.
    name = name.replace(" ", "") if len(name) <= 5 else name
    return found["level"], f"{number} {name}".strip()


def article_begins(line: str, before: ArticleNo, ended: bool = False) -> tuple[ArticleNo, str] | None:
    """The number and the rest of a tidy line that begins an article later than `before`; `ended`: the line before it
    ends a sentence."""
    found = _ARTICLE.match(line)
    number = no_of(found) if found else None
    if found is None or number is None:
        return None
    if found["gap"] or not found["rest"]:
        later = number > before or number == (1, 0)
        return (number, found["rest"]) if later and (ended or not _goes_on(found["rest"])) else None
    # Without a space, as a PDF gives it, only a number that comes soon is believed.
    soon = before < number <= ArticleNo(before.number + _NEAR, 99)
    return (number, found["rest"]) if soon and not _REFERENCE.match(found["rest"]) else None


def _goes_on(rest: str) -> bool:
    return bool(re.match(r"[的、，。；：,;:]|规定|第.{1,9}款", rest))


class _Reading:
    def __init__(self) -> None:
        self.split = Split()
        self._chapters: dict[str, str] = {}
        self._no: ArticleNo | None = None
        self._lines: list[str] = []
        self._chapter = ""
        self._contents: list[str] | None = None  # the headings of a table of contents being skipped

    def read(self, line: str) -> bool:
        """False when what follows is no part of the document."""
        if self._no is None and not self._chapters and _CONTENTS.fullmatch(line):
            self._contents = []
            return True
        ended = not self._lines or _SENTENCE_ENDED.search(self._lines[-1]) is not None
        found = article_begins(line, self._no or ArticleNo(0), ended)
        if found is not None:
            return self._article(*found)
        part = heading(line)
        if part is not None:
            self._heading(*part)
        elif self._contents is not None:
            pass  # 附则 without a number, a page number
        elif self._no is None:
            self.split.head.append(line)
        elif _ANNEX.match(line):
            self.split.remarks.append(f"“{line[:20]}”起是附件，没有收入")
            return False
        else:
            self._lines.append(line)
        return True

    def _article(self, number: ArticleNo, rest: str) -> bool:
        before = self._no
        if before is not None and number <= before:
            self.split.remarks.append(f"{before}之后又从{number}开始，后面的没有收入；如果是附件，请单独导入")
            return False
        self._contents = None
        self._close()
        if not number.follows(before or ArticleNo(0)):
            self.split.remarks.append(f"{before or '开头'}之后是{number}，中间缺条文，或者条号不在行首")
        self._no, self._lines = number, [rest] if rest else []
        self._chapter = " ".join(self._chapters[level] for level in _LEVELS if level in self._chapters)
        return True

    def _heading(self, level: str, words: str) -> None:
        if self._contents is not None:
            if words not in self._contents:
                self._contents.append(words)
                return
            self._contents = None  # the first heading again: here the text begins
        self._close()
        rank = _LEVELS.index(level)
        self._chapters = {kept: name for kept, name in self._chapters.items() if _LEVELS.index(kept) < rank}
        self._chapters[level] = words

    def _close(self) -> None:
        """Puts the article that is open among the others."""
        if not self._lines:
            if self._no is not None and (not self.split.articles or self.split.articles[-1].no != self._no):
                self.split.remarks.append(f"{self._no}没有条文")
            return
        assert self._no is not None
        self.split.articles.append(Article(self._no, "\n".join(self._lines), self._chapter))
        self._lines = []

    def done(self) -> Split:
        self._close()
        return self.split
