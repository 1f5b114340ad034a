"""One answer against one field: tolerant in what it reads, exact in what it stores, clear in what it refuses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.services.forms.assent import yes_or_no
from bot.services.forms.bounds import resolve
from bot.services.forms.choices import choose
from bot.services.forms.dates import is_rough, parse_date, say_date
from bot.services.forms.heard import asks
from bot.services.forms.numbers import parse_number
from bot.services.forms.outcome import Accepted, Outcome, Refused, Warn
from bot.services.forms.schema import FormField, Question
from bot.services.forms.show import accepted
from bot.services.identity.id_number import InvalidIdNumber, compact, parse_id_number
from bot.services.identity.mobile import InvalidMobile, parse_mobile
from bot.services.identity.uscc import check_uscc

_LONGEST_TEXT = 200
_SHORTEST_ADDRESS = 5
_SURELY_A_NUMBER = 6  # characters of a 公民身份号码 below which none was meant
_DOTS = re.compile(r"[•‧・．.˙･●]")
_FILE_ID = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
_SPOKEN = str.maketrans("零〇一二三四五六七八九幺", "0012345678" + "91")
_LEAD_IN = re.compile(
    r"^(?:(?:我的?|俺的?|本人的?)(?:名字|姓名)?|名字|姓名|叫)\s*(?:叫做?|是|[：:])?\s*(?=\S{2})"
)
_NO_NAME = re.compile(
    r"不知道|不告诉你|不想?填|跳过|没有|上一步|返回|取消|[你您]好.{0,2}|[是好对]的|可以|谢谢|继续|忘了|等一下|稍等|"
    r".*(?:什么|怎么|多少|哪[里个儿]|进度|人工|客服|查询|投诉|举报|预约|办理|申请|材料|证件|身份证|居住证|取消|填写|帮助|热门事项|你们|为什么|干嘛|干啥|凭啥|错了|不对|改成|修改|不想|不要|我要|我想|我不|算了|这个|那个).*"
)
_ONLY_FAMILY_NAME = re.compile(r"(?:免贵)?姓.{1,2}|.{1,2}(?:先生|女士|小姐|师傅|大爷|大妈|阿姨)")
_OF_A_FIRM = re.compile(r".{2,}(?:[店馆厂铺]|公司|超市|商行|中心|工作室|合作社)")
_LONG_NAME = 4  # characters from which a name may be a sentence
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
        return Refused(_message(question))
    return outcome


def _choice(question: Question, text: str, _today: date) -> Outcome:
    value = choose(text, question.choices)
    if value is None:
        listed = "、".join(f"{n}.{option.title}" for n, option in enumerate(question.choices, 1))
        return Refused(f"请从这些选项里选一个，回复序号或名称都可以：{listed}")
    return accepted(question, value)


def _yes_no(question: Question, text: str, _today: date) -> Outcome:
    value = yes_or_no(text, _asked(question)) or (
        choose(text, question.options) if question.options else None
    )
    return accepted(question, value) if value else Refused("请回复“是”或“否”。")


def _name(question: Question, text: str, _today: date) -> Outcome:
    name = _DOTS.sub("·", unicodedata.normalize("NFKC", text))
    name = re.sub(r"\s+", " ", _LEAD_IN.sub("", name, count=1)).strip(" ,，。！!")
    if not re.search(r"[A-Za-z]", name):
        name = name.replace(" ", "")
    if not 2 <= len(name) <= 30:
        return Refused("请输入2到30个字的姓名，和身份证上的一致。")
    if _ONLY_FAMILY_NAME.fullmatch(name):
        return Refused("请输入全名，和身份证上的一致，不只是姓。")
    if _NO_NAME.fullmatch(name) or _OF_A_FIRM.fullmatch(name) or (len(name) > _LONG_NAME and asks(name)):
        return Refused("这不像姓名，请输入和身份证上一致的姓名。")
    if not all(ch.isalpha() or ch in "· '-" for ch in name):
        return Refused("姓名里只能有文字和间隔号“·”，请输入和身份证上一致的姓名。")
    return accepted(question, name)


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


def _date(question: Question, text: str, today: date) -> Outcome:
    lower, upper = (resolve(str(b), today) if b is not None else None for b in _bounds(question))
    day = parse_date(text, today, prefer_past=lower is None or lower < today)
    if day is None:
        return Refused(f"没有认出日期，请像“{say_date(today)}”或“{today:%Y%m%d}”这样输入。")
    if lower is not None and day < lower:
        return Refused(
            _message(question) or f"日期不能早于{say_date(lower)}，您输入的是{say_date(day)}，请核对。"
        )
    if upper is not None and day > upper:
        return Refused(
            _message(question) or f"日期不能晚于{say_date(upper)}，您输入的是{say_date(day)}，请核对。"
        )
    taken = accepted(question, day.isoformat())
    if not is_rough(text):
        return taken
    return replace(taken, note=f"按{say_date(day)}登记；不是这一天的话，说“修改”加名称再改。")


def _number(question: Question, text: str, _today: date) -> Outcome:
    value = parse_number(text)
    if value is None:
        return Refused("请输入一个数字，例如 12 或“十二”。")
    return _within(question, value, accepted(question, f"{value:f}"))


def _amount(question: Question, text: str, _today: date) -> Outcome:
    value = parse_number(text)
    if value is None or value < 0:
        return Refused("请输入金额，例如 3500 或“三千五百元”。")
    if value != round(value, 2):
        return Refused("金额最多到分（两位小数），请再输一次。")
    return _within(question, value, accepted(question, f"{value:.2f}"))


def _address(question: Question, text: str, _today: date) -> Outcome:
    address = re.sub(r"\s+", "", text)
    if len(address) < _SHORTEST_ADDRESS:
        return Refused("地址太短了，请写到门牌号，例如“江滨区幸福路18号3栋502室”。")
    plain = unicodedata.normalize("NFKC", address)
    if not _PLACE.search(plain) or not _IN_WORDS.search(plain) or asks(address):
        return Refused("没有认出地址，请写到门牌号，例如“江滨区幸福路18号3栋502室”。")
    return _text(question, address, _today)


def _text(question: Question, text: str, _today: date) -> Outcome:
    value = re.sub(r"\s+", " ", text)
    lower, upper = _bounds(question)
    longest = int(upper) if upper is not None else _LONGEST_TEXT
    if len(value) > longest:
        return Refused(_message(question) or f"最多{longest}个字，您输入了{len(value)}个字，请写得短一些。")
    if lower is not None and len(value) < int(lower):
        return Refused(_message(question) or f"至少要{int(lower)}个字，请写得具体一些。")
    return accepted(question, value)


def _file(question: Question, text: str, _today: date) -> Outcome:
    return accepted(question, text) if _FILE_ID.match(text) else Refused("请用“上传”按钮发送文件。")


def _within(question: Question, value: Decimal, outcome: Accepted) -> Outcome:
    lower, upper = _bounds(question)
    if lower is not None and value < Decimal(str(lower)):
        return Refused(_message(question) or f"不能小于{lower}，请核对。")
    if upper is not None and value > Decimal(str(upper)):
        return Refused(_message(question) or f"不能大于{upper}，请核对。")
    return outcome


def _bounds(question: Question) -> tuple[int | float | str | None, int | float | str | None]:
    return (question.min, question.max) if isinstance(question, FormField) else (None, None)


def _message(question: Question) -> str:
    return question.message if isinstance(question, FormField) else ""


def _asked(question: Question) -> str:
    return str(getattr(question, "ask", ""))


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
    "name": _name,
    "id_number": _id_number,
    "mobile": _mobile,
    "uscc": _uscc,
    "date": _date,
    "number": _number,
    "amount": _amount,
    "address": _address,
    "choice": _choice,
    "yes_no": _yes_no,
    "file": _file,
}
