"""What the beginning and the end of a document say about it. A guess, for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import cn2an

from bot.services.policies.split import Split

_TITLE = re.compile(
    r"[^。；：]{2,100}(?:法|法典|条例|规定|办法|细则|规则|规程|标准|意见|通知|决定|公告|通告)(?:（[^）]{1,12}）)?"
)
_DIGITS = "[0-9〇○零一二三四五六七八九十]"
_DAY = re.compile(
    rf"(?P<y>{_DIGITS}{{4}})\s*年\s*(?P<m>{_DIGITS}{{1,3}})\s*月\s*(?P<d>{_DIGITS}{{1,3}})\s*日"
)
_NUMBERS = (
    re.compile(r"(?:中华人民共和国)?(?:国家)?主席令\s*第?\s*[0-9〇零一二三四五六七八九十百]+\s*号"),
    re.compile(r"(?:中华人民共和国)?国务院令\s*第?\s*[0-9〇零一二三四五六七八九十百]+\s*号"),
    re.compile(
        r"[\u4e00-\u9fff]{2,20}令\s*(?:[〔\[（(]?\d{4}[〕\]）)]?年?\s*)?第?\s*[0-9〇零一二三四五六七八九十百]+\s*号"
    ),
    re.compile(r"[\u4e00-\u9fff]{1,15}[〔\[]\d{4}[〕\]]\s*第?\d{1,4}号"),
)
_ISSUERS = re.compile(
    r"全国人民代表大会常务委员会|全国人民代表大会|中华人民共和国国务院|国务院办公厅|国务院"
    r"|(?:中华人民共和国)?[\u4e00-\u9fff]{2,14}(?:人民代表大会常务委员会|人民政府办公厅|人民政府办公室|人民政府|总局|部|局|委员会|厅)(?=令|公告|通知|关于|发布|$)"
)
_PASSED = re.compile(r"通过|公布|发布|修订|修正|印发")
_IN_FORCE = re.compile(rf"自\s*{_DAY.pattern}\s*起\s*(?:施行|实施|执行)")
_FROM_NOW = re.compile(r"自(?:公布|发布|印发)之日起\s*(?:施行|实施|执行)")


@dataclass(frozen=True)
class Guess:
    """Empty where nothing was found."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    effective_on: date | None = None


def guess(split: Split) -> Guess:
    head = "\n".join(split.head)
    title = _title(split.head)
    tail = " ".join(article.text for article in split.articles[-3:])
    stated = [*_IN_FORCE.finditer(head), *_IN_FORCE.finditer(tail)]
    issued = _latest(_IN_FORCE.sub("", head))
    effective = _day(stated[-1]) if stated else issued if _FROM_NOW.search(tail) else None
    if issued and effective and issued > effective:
        effective = None  # amended since: from when the amendment counts, the text does not say
    undated = re.sub(r"[ \t\u3000]", "", _DAY.sub("", head))
    return Guess(title, _number(undated), _issuer(undated, title), issued, effective)


def _title(head: Sequence[str]) -> str:
    """The first line that is a name of a law; that of a notice may be broken over two."""
    plain = [re.sub(r"\s", "", line).strip("《》") for line in head[:15]]
    plain = [line for line in plain if line[:1] not in "（(" and not _DAY.search(line)]
    plain = [line for line in plain if not any(pattern.fullmatch(line) for pattern in _NUMBERS)]
    candidates = [
        each
        for first, second in pairwise([*plain, ""])
        for each in (first, first + second if "关于" in first else "")
    ]
    return next((line for line in candidates if _TITLE.fullmatch(line)), "")


def _number(head: str) -> str:
    for pattern in _NUMBERS:
        found = pattern.findall(head)
        if found:
            return re.sub(r"\s", "", found[-1])
    return ""


def _issuer(head: str, title: str) -> str:
    if title.endswith(("法", "法典")) and "人民代表大会" in head:
        return "全国人民代表大会常务委员会" if "常务委员会" in head else "全国人民代表大会"
    found = _ISSUERS.search(head.replace(title, "") if title else head)
    return found.group() if found else ""


def _latest(head: str) -> date | None:
    """The last day on which something was passed or published, or that stands alone, as under a decree."""
    days = []
    for found in _DAY.finditer(head):
        begin = head.rfind("\n", 0, found.start()) + 1
        rest = head[found.end() :].split("\n", 1)[0]
        alone = not head[begin : found.start()].strip() and not rest.strip()
        if alone or _PASSED.search(_DAY.split(rest)[0]):
            days.append(_day(found))
    return max((day for day in days if day), default=None)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(_figure(found["y"]), _figure(found["m"]), _figure(found["d"]))
    except ValueError:
        return None


def _figure(text: str) -> int:
    """2012, 二〇一二, 二十九."""
    if text.isdigit() and text.isascii():
        return int(text)
    plain = text.replace("〇", "零").replace("○", "零")
    if len(plain) == 4:
        return int("".join(str("零一二三四五六七八九".index(char)) for char in plain))
    return int(cn2an.cn2an(plain, "smart"))
