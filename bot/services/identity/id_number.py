"""公民身份号码 (GB 11643): the check digit blocks, the parts tell birth date, sex and region."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

_EARLIEST_BIRTH_YEAR = 1900
_SEPARATORS = " -—_.·\t\n"


class InvalidIdNumber(ValueError):
    """The text is no 公民身份号码; the message tells the citizen what to do."""


@dataclass(frozen=True)
class IdNumber:
    number: str
    birth_date: date
    sex: str  # 性别: 男 or 女
    region_code: str  # 首次申领地区划代码, six digits

    @property
    def region(self) -> str | None:
        """None when the code is in no published list."""
        return _region(self.number)

    def age(self, today: date) -> int:
        """周岁 on `today`; somebody born on 29 February is a year older on 1 March."""
        had_birthday = (today.month, today.day) >= (self.birth_date.month, self.birth_date.day)
        return today.year - self.birth_date.year - (not had_birthday)


def parse_id_number(text: str, today: date) -> IdNumber:
    """Reads full-width digits, spaces and hyphens; raises InvalidIdNumber.

    The region code is only looked up, never a reason to refuse: codes of abolished counties and of
    港澳台居民居住证 (81, 82, 83) are on valid numbers.
    """
    number = compact(text)
    if len(number) == 15 and _is_digits(number):
        raise InvalidIdNumber("15位的旧身份证号码已停用，请输入现在身份证上的18位号码。")
    if len(number) != 18:
        raise InvalidIdNumber(f"公民身份号码是18位，您输入了{len(number)}位，请对照身份证再输一次。")
    if not (_is_digits(number[:17]) and (_is_digits(number[17]) or number[17] == "X")):
        raise InvalidIdNumber("公民身份号码前17位是数字，最后一位是数字或X，请对照身份证再输一次。")
    birth_date = _birth_date(number, today)
    if number[17] != ric.calc_check_digit(number):
        raise InvalidIdNumber("这个号码的校验位不对，可能有一位输错了，请对照身份证再输一次。")
    sex = "男" if int(number[16]) % 2 else "女"
    return IdNumber(number, birth_date, sex, number[:6])


def compact(text: str) -> str:
    """Half-width, upper case, without separators."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(ch for ch in plain if ch not in _SEPARATORS)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _birth_date(number: str, today: date) -> date:
    try:
        birth_date = ric.get_birth_date(number)
    except InvalidComponent:
        raise InvalidIdNumber("号码第7到14位应是出生日期，请对照身份证再输一次。") from None
    if birth_date.year < _EARLIEST_BIRTH_YEAR or birth_date > today:
        raise InvalidIdNumber("号码里的出生日期不对，请对照身份证再输一次。")
    return birth_date


def _region(number: str) -> str | None:
    try:
        place = ric.get_birth_place(number)
    except InvalidComponent:
        return None
    return "".join(
        dict.fromkeys(place[key] for key in ("province", "prefecture", "county") if place.get(key))
    )
