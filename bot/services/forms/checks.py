"""One answer against one field: tolerant in what it reads, exact in what it stores, clear in what it refuses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from bot.services.forms.check_choices import check_choice, check_yes_no
from bot.services.forms.check_dates import check_date
from bot.services.forms.check_names import check_name
from bot.services.forms.check_numbers import check_amount, check_number
from bot.services.forms.heard import asks, fold
from bot.services.forms.outcome import Accepted, Outcome, Refused, Warn
from bot.services.forms.schema import FormField, Question
from bot.services.forms.show import accepted
from bot.services.identity.id_number import InvalidIdNumber, compact, parse_id_number
from bot.services.identity.mobile import InvalidMobile, parse_mobile
from bot.services.identity.uscc import check_uscc

_LONGEST_TEXT = 200
_SHORTEST_ADDRESS = 5
_SURELY_A_NUMBER = 6  # characters of a 公民身份号码 below which none was meant
_FILE_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
_SPOKEN = str.maketrans("零〇一二三四五六七八九幺", "0012345678" + "91")
_NAME_LIKE = 100  # characters up to which a text is the name of something and asks nothing
_PLAINLY_ASKS = re.compile(r"[?？]$|吗$|呢$|怎么|什么|哪[里儿些]|咋|为啥|干嘛|多少$|在哪$")
# What an address is made of: a number, or the name of a place.
_IN_WORDS = re.compile(r"[^\W\d_].*[^\W\d_]")
_PLACE = re.compile(
    r"\d|[一二三四五六七八九十]+[号栋楼层室]|[省市区县旗镇乡村屯寨路街道巷弄里坊组苑园城庄湾厦楼院府场站港岛桥门店厂]"
)


def check(question: Question, text: str, today: date) -> Outcome:
    """Never raises for anything a person can type; a code that only looks wrong is a Warn."""
    typed = text.strip()
    if not typed:
        return Refused("还没有收到您的回答，请输入后再发送。")
    outcome = _CHECKS[question.input](question, typed, today)
    pattern = question.pattern if isinstance(question, FormField) else ""
    if pattern and isinstance(outcome, Accepted) and not re.fullmatch(pattern, outcome.value):
        return Refused(question.words)
    return outcome


def _id_number(question: Question, text: str, today: date) -> Outcome:
    typed = len(re.findall(r"[0-9X]", unicodedata.normalize("NFKC", text).upper()))
    if typed < _SURELY_A_NUMBER:
        return Refused("请输入18位公民身份号码。")
    number = _only_number(text)
    if typed != 18 and len(compact(number)) != typed:  # words between the digits are not counted
        return Refused(f"公民身份号码是18位，您输入了{typed}位，请对照身份证再输一次。")
    try:
        return accepted(question, parse_id_number(number, today).number)
    except InvalidIdNumber as error:
        return Refused(str(error))


def _mobile(question: Question, text: str, _today: date) -> Outcome:
    try:
        return accepted(question, parse_mobile(_only_number(_spoken(text))))
    except InvalidMobile as error:
        return Refused(str(error))


def _uscc(question: Question, text: str, _today: date) -> Outcome:
    result = check_uscc(text)
    if not re.fullmatch(r"[0-9A-Z]{6,20}", result.code):
        return Refused("统一社会信用代码是18位数字和大写字母，印在营业执照上，请再输一次。")
    if result.warning:
        return Warn(
            f"{result.warning}确定就是“{result.code}”吗？回复“是”按此登记，或者重新输入。", result.code
        )
    return accepted(question, result.code)


def _address(question: Question, text: str, _today: date) -> Outcome:
    address = re.sub(r"\s+", "", text)
    if len(address) < _SHORTEST_ADDRESS:
        return Refused("地址太短了，请写到门牌号，例如“江滨区幸福路18号3栋502室”。")
    plain = unicodedata.normalize("NFKC", address)
    if not _PLACE.search(plain) or not _IN_WORDS.search(plain) or asks(address):
        return Refused("没有认出地址，请写到门牌号，例如“江滨区幸福路18号3栋502室”。")
    return _text(question, address, _today)


def _text(question: Question, text: str, _today: date) -> Outcome:
    lower, upper = question.bounds
    if (
        upper is not None
        and int(upper) <= _NAME_LIKE
        and question.input == "text"
        and _PLAINLY_ASKS.search(fold(text))
    ):
        return Refused(f"这像是一个问题，没有当作答案。请输入{getattr(question, 'label', '')}。")
    value = re.sub(r"\s+", " ", text)
    longest = int(upper) if upper is not None else _LONGEST_TEXT
    if len(value) > longest:
        return Refused(question.words or f"最多{longest}个字，您输入了{len(value)}个字，请写得短一些。")
    if lower is not None and len(value) < int(lower):
        return Refused(question.words or f"至少要{int(lower)}个字，请写得具体一些。")
    return accepted(question, value)


def _file(question: Question, text: str, _today: date) -> Outcome:
    return accepted(question, text) if _FILE_ID.match(text) else Refused("请用“上传”按钮发送文件。")


def _spoken(text: str) -> str:
    """一三八零零…: digits written as they are said, as long as they make up a number."""
    plain = unicodedata.normalize("NFKC", text)
    return plain.translate(_SPOKEN) if len(re.findall(r"[零〇一二三四五六七八九幺]", plain)) >= 8 else text


def _only_number(text: str) -> str:
    """The number in a sentence such as 我的手机号是138…; the whole text when that leaves nothing."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"^[^\d+]+(?=\d|\+)|[^\dXx]+$", "", plain) or text


_CHECKS: dict[str, Callable[[Question, str, date], Outcome]] = {
    "text": _text,
    "name": check_name,
    "id_number": _id_number,
    "mobile": _mobile,
    "uscc": _uscc,
    "date": check_date,
    "number": check_number,
    "amount": check_amount,
    "address": _address,
    "choice": check_choice,
    "yes_no": check_yes_no,
    "file": _file,
}
