"""What text written by staff may hold; shared by the catalogue and the FAQ."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")

_URL = re.compile(r"^https?://[^\s/?#]+\.[^\s]+$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
# Control, bidirectional, tag and zero-width characters; line feed is allowed.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_FIRST_YEAR, _LAST_YEAR = 1949, 2199
_NOT_WORD = re.compile(r"[\W_]+")


def today() -> date:
    """The city's calendar day."""
    return datetime.now(CITY_ZONE).date()


def check_text(value: str) -> str:
    """Refuses hidden characters and blanks around the text; for pydantic's AfterValidator."""
    hidden = _HIDDEN.search(value)
    if hidden:
        raise ValueError(f"含有不可见字符 U+{ord(hidden.group()):04X}")
    if value != value.strip():
        raise ValueError("前后不能有空格或换行")
    return value


def check_date(value: str) -> str:
    if not _DATE.match(value):
        raise ValueError('日期应当写成 "2026-01-31" 的样子')
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"没有{value}这一天") from None
    return value


def read_day(text: str) -> date:
    """A day that somebody typed. ValueError for none, and for one so far off that no other can be counted from it."""
    found = date.fromisoformat(text)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(f"年份要在 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间")
    return found


def check_url(value: str) -> str:
    if not _URL.match(value):
        raise ValueError("网址应当以 http:// 或 https:// 开头，且不含空格")
    return value


def text_key(text: str) -> str:
    """Two texts with the same key are the same question to a reader: width, case, blanks and marks aside."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())
