"""条号: 第十条, 第十条之一, and what people write for them."""

from __future__ import annotations

import re
from typing import NamedTuple

import cn2an

NUMERAL = "[〇零一二两三四五六七八九十百千0-9０-９]"
ARTICLE_NO = rf"第\s*(?P<number>{NUMERAL}{{1,9}})\s*条(?:\s*之\s*(?P<sub>{NUMERAL}{{1,3}}))?"
_WHOLE = re.compile(ARTICLE_NO)
_MOST = 3000


class ArticleNo(NamedTuple):
    """`sub`: of 第十条之一; 0 for 第十条 itself. Compares in reading order."""

    number: int
    sub: int = 0

    def __str__(self) -> str:
        return f"第{_written(self.number)}条" + (f"之{_written(self.sub)}" if self.sub else "")

    def follows(self, before: ArticleNo) -> bool:
        """Whether it is the very next after `before`."""
        return self in ((before.number + 1, 0), (before.number, before.sub + 1))


def parse_no(text: str) -> ArticleNo | None:
    """The number that is all of `text`; None when it is none."""
    found = _WHOLE.fullmatch(text.strip())
    return no_of(found) if found else None


def no_of(match: re.Match[str]) -> ArticleNo | None:
    """The number that `ARTICLE_NO` matched; None for 第百十条 and other nonsense."""
    number, sub = _value(match["number"]), _value(match["sub"]) if match["sub"] else 0
    return ArticleNo(number, sub) if number and sub is not None else None


def _value(numeral: str) -> int | None:
    try:
        value = int(cn2an.cn2an(numeral.replace("〇", "零"), "smart"))
    except (ValueError, KeyError, IndexError):
        return None
    return value if 0 < value <= _MOST else None


def _written(number: int) -> str:
    return str(cn2an.an2cn(number))
