"""手机号码 of mainland China; short hotlines such as 12345 are not mobiles."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from bot.services.identity.id_number import compact


class InvalidMobile(ValueError):
    """The text is no mainland mobile number; the message tells the citizen what to do."""


def parse_mobile(text: str) -> str:
    """The eleven digits; reads +86, 0086, spaces, hyphens and full-width digits. Raises InvalidMobile."""
    typed = compact(text).replace("(", "").replace(")", "")
    if typed.startswith("0086"):
        typed = "+" + typed[2:]
    digits = typed.lstrip("+")
    if not (digits.isascii() and digits.isdecimal()):
        raise InvalidMobile("手机号码只有数字，请输入11位手机号码。")
    if len(digits) <= 6:
        raise InvalidMobile("这像是一个热线短号，请输入您本人的11位手机号码。")
    try:
        number = phonenumbers.parse(typed, "CN")
    except NumberParseException:
        raise InvalidMobile("没有认出这个号码，请输入11位手机号码。") from None
    national = str(number.national_number)
    if number.country_code != 86 or len(national) != 11 or not national.startswith("1"):
        raise InvalidMobile("请输入以1开头的11位手机号码，座机号码收不到短信。")
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        raise InvalidMobile("这个号段不是手机号码，请核对后再输一次。")
    return national
