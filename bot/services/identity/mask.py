"""What a personal value looks like on a screen or in a log: enough to recognise one's own, no more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from stdnum.cn import ric

STAR = "*"
_EMAIL = re.compile(r"[A-Za-z0-9_.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Between the digits of one number people put a space, a hyphen, a dot; a valid ID number is caught through more.
_DIGIT_RUN = re.compile(r"[0-9]+(?:[ \-.·_\t][0-9]+)*[ -]?X?", re.IGNORECASE)
_NOT_A_GAP = re.compile(r"[\w*]", re.UNICODE)
_LONGEST_GAP = 3
_MOBILE = re.compile(r"(?:0086|86|0)?(1[3-9][0-9]{9})\Z")
_SHORTEST_CARD = 15  # digits; the old ID numbers had as many
_MOST_GROUPS = 12
# 三号, 十二栋, 五零二; the 四 of 四川路 and the 五一 of 五一路 are names.
_SPOKEN_NUMBER = re.compile(
    r"[零〇一二两三四五六七八九幺十百]+(?=号|栋|幢|座|楼|层|单元|室|户|组|弄|队)|[零〇一二两三四五六七八九幺]{3,}"
)
_DOORS, _BUILDINGS = ("室", "房", "户"), ("号楼", "栋", "幢", "座", "单元")
_NUMBERED = re.compile(
    r"(?:[0-9０-９]{1,5}|[零〇一二两三四五六七八九十百]{1,5})(号楼|号院|单元|[号弄巷栋幢座楼层室房户组])?"
)
_ON_THE_WAY = re.compile(r"[^\W\d]{0,8}|[-－—\s]")  # 18号阳光花园3栋2-502: between the numbers of one address
_CHINESE_DIGITS = {
    **{ch: str(n) for n, ch in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "幺": "1",
    "两": "2",
}


def mask_id_number(number: str) -> str:
    """110101********1234: region and order code stay, the birth date goes."""
    return (
        number[:6] + STAR * max(len(number) - 10, 0) + number[-4:] if len(number) > 10 else STAR * len(number)
    )


def mask_mobile(number: str) -> str:
    """138****0000"""
    return number[:3] + STAR * 4 + number[7:] if len(number) == 11 else STAR * len(number)


def mask_name(name: str) -> str:
    """张*: the family name, or the first character of a longer name."""
    return name[:1] + STAR * (len(name) - 1) if len(name) > 1 else STAR * len(name)


def mask_address(address: str) -> str:
    """江滨区幸福路**号*栋: the street stays, every number goes."""
    spoken = _SPOKEN_NUMBER.sub(lambda number: STAR * len(number[0]), address)
    return "".join(STAR if unicodedata.digit(ch, None) is not None else ch for ch in spoken)


def mask_homes(text: str) -> str:
    """幸福路**号*栋***室: the numbers of an address that leads to somebody's door; 幸福路18号 alone may be any place."""
    hidden: set[int] = set()
    for numbers in _addresses(text):
        units = [number[1] for number in numbers]
        side_by_side = any(
            left.end() == right.start() and left[1] in _BUILDINGS for left, right in pairwise(numbers)
        )
        if len(numbers) > 1 and (any(unit in _DOORS for unit in units) or side_by_side):
            for number in numbers:
                hidden.update(range(number.start(), number.end() - len(number[1] or "")))
    return "".join(STAR if at in hidden else ch for at, ch in enumerate(text))


def _addresses(text: str) -> Iterator[list[re.Match[str]]]:
    """Numbers that stand together as those of an address do; one without a unit only behind that of a building."""
    together: list[re.Match[str]] = []
    for number in _NUMBERED.finditer(text):
        gap = text[together[-1].end() : number.start()] if together else None
        follows = gap is not None and _ON_THE_WAY.fullmatch(gap) is not None
        if follows and None in (number[1], together[-1][1]):
            follows = gap in ("", "-", "－", "—") and together[-1][1] in (*_BUILDINGS, None)
        if not follows:
            yield together
            together = []
        together.append(number)
    yield together


def mask_text(text: str) -> str:
    """The same text, as long, with ID numbers, mobiles, card numbers and e-mail addresses masked.

    Over-masks rather than under-masks: what looks like a card number is treated as one.
    """
    flat = "".join(_flat(ch) for ch in text)
    digits = "".join(_digit(ch) or plain for ch, plain in zip(text, flat, strict=True))
    hidden: set[int] = set()
    hidden.update(_valid_id_numbers(digits))
    hidden.update(_numbers(digits))
    for match in _EMAIL.finditer(flat):
        hidden.update(range(match.start() + 1, flat.index("@", match.start())))
    return "".join(STAR if at in hidden else ch for at, ch in enumerate(text))


def _flat(ch: str) -> str:
    """Half-width where that is one character, so that offsets stay."""
    plain = unicodedata.normalize("NFKC", ch)
    return plain if len(plain) == 1 else ch


def _digit(ch: str) -> str:
    """The decimal digit a character stands for (3, ３, ③, 三), else an empty string."""
    value = unicodedata.digit(ch, None)
    return str(value) if value is not None else _CHINESE_DIGITS.get(ch, "")


def _valid_id_numbers(digits: str) -> Iterator[int]:
    """Offsets to hide of every 18 digits with a right check digit, whatever stands between them."""
    places = [at for at, ch in enumerate(digits) if ch.isascii() and (ch.isdigit() or ch in "xX")]
    for start in range(len(places) - 17):
        window = places[start : start + 18]
        if any(_cut(digits[left + 1 : right]) for left, right in pairwise(window)):
            continue
        number = "".join(digits[at] for at in window).upper()
        if number[:17].isdigit() and number[17] == ric.calc_check_digit(number) and _is_date(number[6:14]):
            yield from window[6:14]


def _cut(gap: str) -> bool:
    return len(gap) > _LONGEST_GAP or bool(_NOT_A_GAP.search(gap))


def _is_date(digits: str) -> bool:
    try:
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False


def _numbers(digits: str) -> Iterator[int]:
    """Offsets to hide of mobiles, cards and ID numbers with a typing error, also when written in groups."""
    for run in _DIGIT_RUN.finditer(digits):
        groups = [m.span() for m in re.finditer(r"[0-9]+X?", run.group(), re.IGNORECASE)]
        for first, last in combinations(range(len(groups) + 1), 2):
            if last - first > _MOST_GROUPS:
                continue
            written = groups[first:last]
            places = [run.start() + at for start, end in written for at in range(start, end)]
            number = "".join(digits[at] for at in places).upper()
            yield from _hide(places, number, [end - start for start, end in written])


def _hide(places: list[int], number: str, sizes: list[int]) -> list[int]:
    mobile = _MOBILE.match(number)
    if mobile:
        return places[mobile.start(1) + 3 : mobile.start(1) + 7]
    if len(number) < _SHORTEST_CARD or not _reads_as_one(sizes):
        return []
    return places[6:-3] if len(number) == 15 else places[6:-4] if len(number) <= 19 else places[4:-4]


def _reads_as_one(sizes: list[int]) -> bool:
    """One piece, a card's groups of four, or an ID number cut after its region code: not two dates side by side."""
    return len(sizes) == 1 or set(sizes[:-1]) == {4} or (sizes[0] == 6 and sum(sizes) in (15, 18))
