"""公民身份号码, 手机号码, 统一社会信用代码, 办件编号 in running text, however they are spaced and punctuated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import uscc

from bot.nlu.entities.found import Found, longest
from bot.nlu.reading import CASE_NO

_SPOKEN = str.maketrans("零〇一二两三四五六七八九幺", "0012234567891")
_SPOKEN_RUN = re.compile(r"[零〇一二两三四五六七八九幺]{11,}")
_GROUP = re.compile(r"[0-9a-z]+")
_SEPARATOR = re.compile(r"[-_.,·/()—– ]{1,2}")
_MOST_GROUPS = 6
_SMALLEST_GROUP = 3  # digits: 15-3-2026 is a date, 138-0013-8000 a mobile
_MOBILE = re.compile(r"(?:0086|86|0)?(1[3-9]\d{9})")
_ID = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]")
_LOOKS_LIKE_ID = re.compile(r"[1-8]\d{16}[\dx]")
_USCC = re.compile(r"[1-9a-hj-npqrtuwxy][1-9a-hj-npqrtuwxy]\d{6}[0-9a-hj-npqrtuwxy]{10}")
_WORD_BEFORE = re.compile(r"[a-z]+(?=\d)")  # tel13800138000


def find_identifiers(text: str) -> list[Found]:
    """Values are upper case without separators; a wrong check digit is left to the form that asks."""
    text = _SPOKEN_RUN.sub(lambda run: run.group().translate(_SPOKEN), text)
    return longest(found for pieces in _written_together(text) for found in _read(text, pieces))


def _written_together(text: str) -> Iterator[list[tuple[int, int]]]:
    """Every run of neighbouring groups that may be one number."""
    pieces = [match.span() for match in _GROUP.finditer(text)]
    for first in range(len(pieces)):
        for last in range(first, min(len(pieces), first + _MOST_GROUPS)):
            if last > first and not _SEPARATOR.fullmatch(text[pieces[last - 1][1] : pieces[last][0]]):
                break
            yield pieces[first : last + 1]


def _read(text: str, pieces: list[tuple[int, int]]) -> Iterator[Found]:
    written = "".join(text[start:end] for start, end in pieces)
    start, end = pieces[0][0], pieces[-1][1]
    if CASE_NO.fullmatch(written):  # read out in groups, too: 01 D1123 K7QDF
        yield Found("case_no", written.upper(), start, end)
        return
    if len(pieces) > 1 and min(e - s for s, e in pieces[:-1]) < _SMALLEST_GROUP:
        prefixed = pieces[0][1] - pieces[0][0] == 2 and written.startswith("86")
        if not prefixed or min(e - s for s, e in pieces[1:]) < _SMALLEST_GROUP:
            return
    if _ID.fullmatch(written) or (_LOOKS_LIKE_ID.fullmatch(written) and not uscc.is_valid(written.upper())):
        yield Found("id_number", written.upper(), start, end)
    elif _USCC.fullmatch(written):
        yield Found("uscc", written.upper(), start, end)
    else:
        word = _WORD_BEFORE.match(written)
        skipped = word.end() if word and word.end() < pieces[0][1] - pieces[0][0] else 0
        if mobile := _MOBILE.fullmatch(written[skipped:]):
            plus = text[start - 1 : start] == "+"
            yield Found("mobile", mobile[1], start + skipped - plus, end)
