"""Numbers and amounts as people type them: 3.5万, 两百块, １，２００元, 三万五, 就我一个, 一家三口."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from bot.services import numerals

_UNIT = re.compile(
    r"(?:人民币|元整|元|块钱|块|圆|个|口人|口|人|名|岁|年|月|天|份|件|平方米|平方|平米|平|㎡|m2|胎|孩|宝|次|位|套|间|股东|钱|每月|一个月|每个月|/月|左右|上下|的?样子|差不多|那么多|这么多|住|之内|以内|内|吧|呢|了|啊|的|哦|呀)+$"
)
_BEFORE = re.compile(
    r"^(?:人民币|rmb|¥|￥|大概|大约|约|差不多|应该|可能|一共|总共|共|有|是|第|老(?=[一二三四五六七])|就|只|才|都|我们?家?|我(?:这|们)?|家里|一家(?=[一二三四五六七八九十两0-9])|每个?月|一个月|月租金?|租金|房租|总价|价格|面积|写|填|想|要|提取?|取|投入?|打算|准备|:)+"
)
_ALONE = re.compile(
    r"(?:就|只|只有|就是|是|我|本人|俺)*(?:我|自己|一个人|一个|一人|本人|单身)+(?:一个人|一个|一人|自己|住|在住|干|做|在做|忙)*(?:的|了|啊|呢|呀|吧)*"
)
_TWO = re.compile(
    r"(?:就|只有|有|是|我们?|俺们?|咱们?)*(?:夫妻俩?|两口子|小两口|老两口|俩人?|两夫妻|夫妻[两二]个?人?|我[和跟与](?:老公|老婆|爱人|丈夫|妻子|对象|我?爸|我?妈|孩子|儿子|女儿|朋友|室友|同事))"
    r"(?:俩|两个人?|二人|两人|一起|住|在做|干)*(?:的|了|啊|呢|呀|吧)*"
)
_FIRST = re.compile(r"(?:是|就是|我们?家?)*(?:老大|大宝|头胎|头一[个胎]|大的)(?:了|啊|呢|吧)*")
_NOTHING = re.compile(
    r"(?:没有?(?:花钱|谈钱|对价|价格|价钱|钱|给钱|收钱|要钱)?|不(?:要|用|收|花)钱|无(?:偿)?|免费|白送的?|白给的?|零元?)(?:的|了|啊|呢|呀|吧)*"
)
_PLAIN = re.compile(r"^-?\d{1,15}(?:\.\d{1,6})?$", re.ASCII)
_WRITTEN = re.compile(r"^[零〇一二三四五六七八九十百千万亿两点壹贰叁肆伍陆柒捌玖拾佰仟0-9.]{1,30}$")
_ROUGH = re.compile(r"大概|大约|约|差不多|左右|上下|样子|应该|可能")
_SEVERAL = re.compile(
    r"[多几余]|(?<=[十百千万])来|[-~～至到]|(?:一[二两]|[二两]三|三[四五]|四五|五六|六七|七八|八九)(?![零〇一二三四五六七八九点])"
)


def parse_number(text: str, *, people: bool = False) -> Decimal | None:
    """None when the text is no single number. `people`: persons are counted, 就我自己 is one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})|[\s。!！]", "", plain).replace("俩", "两").replace("仨", "三")
    if not re.search(r"\d", plain) and _SEVERAL.search(plain):
        return None
    for value, words in ((1, _ALONE), (2, _TWO)) if people else ((1, _FIRST),):
        if words.fullmatch(plain):
            return Decimal(value)
    plain = _UNIT.sub("", _BEFORE.sub("", plain))
    if _PLAIN.match(plain):
        return Decimal(plain)
    if not _WRITTEN.match(plain):
        return None
    return numerals.value_of(plain)


def is_rough(text: str) -> bool:
    """大概三千, 三千左右: one number, but perhaps not the very one."""
    return bool(_ROUGH.search(text))


def says_several(text: str) -> bool:
    """三四个, 三千多, 10-20: a number was meant, but no single one is said."""
    return bool(_SEVERAL.search(text))


def says_nothing(text: str) -> bool:
    """没花钱, 白送的: an amount of nothing."""
    return bool(_NOTHING.fullmatch(re.sub(r"[\s。!！]", "", text)))


def say_number(value: Decimal) -> str:
    """Without a useless decimal point: 12, 12.5."""
    return f"{value.quantize(Decimal(1))}" if value == value.to_integral_value() else f"{value.normalize():f}"
