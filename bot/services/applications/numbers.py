"""办件编号: twelve characters that can be read aloud, typed badly and still be found.

``01 D1123 K7QD F``: city (行政区划代码, third and fourth digit), year letter with month and day, four random
characters, check character. No letter of it can be taken for a digit.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # 31, a prime: every single slip and every swap shows
_RANDOM = "34679ACDEFGHJKMNPQRTWXY"  # of these, what is not confused when heard or read
_YEAR_LETTERS = "ACDEFGHJKMNPQRTWXY"
_FIRST_YEAR = 2024
_LENGTH = 12
_SHAPE = re.compile(
    rf"\d{{2}}[{_YEAR_LETTERS}](?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[{_RANDOM}]{{4}}[{_ALPHABET}]",
    re.ASCII,
)
_MISTAKEN = str.maketrans("OILUZ", "011V2")
_SEPARATORS = re.compile(r"[\s\-—_.·]+")


def new_case_no(region_code: str, filed_on: date) -> str:
    """A number for one case; the caller keeps it unique through the database."""
    return matter_body(region_code, filed_on)


def matter_body(region_code: str, filed_on: date) -> str:
    """Twelve characters; bookings and work orders put a letter before them (services/matters.py)."""
    year = _YEAR_LETTERS[(filed_on.year - _FIRST_YEAR) % len(_YEAR_LETTERS)]
    random = "".join(secrets.choice(_RANDOM) for _ in range(4))
    body = f"{region_code[2:4]}{year}{filed_on:%m%d}{random}"
    return body + _check_character(body)


def normalise_case_no(text: str) -> str | None:
    """The number meant, whatever its spaces, width, case and look-alike letters; None when it is none."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_MISTAKEN)
    if len(plain) != _LENGTH or not _SHAPE.fullmatch(plain) or _check_character(plain[:-1]) != plain[-1]:
        return None
    return plain


def _check_character(body: str) -> str:
    """Weights are powers of 3 modulo 31, as in GB 32100."""
    total = sum(_ALPHABET.index(ch) * pow(3, at, 31) for at, ch in enumerate(body))
    return _ALPHABET[-total % 31]
