"""What is meant where a citizen says what is not: 身份证不是换是补, 不是护照，是港澳通行证, 我要补办不是换证."""

from __future__ import annotations

import re

_DENIES = r"(?<![是要能可该会])(?:不是|并不是|并非|不要|不想|不用|不办|不换|不补|别)"
_ASSERTS = r"(?:而是|我?是|我?只?想|我?要|改|换成|该是|应该是)"
_NOT_THIS_BUT = re.compile(
    rf"{_DENIES}(?:我?要|想|办|说|问|了)?(?P<no>[^,。;!?是]{{0,12}}?)[,。;!]?{_ASSERTS}(?:办|问|说|的)?(?P<yes>[^吗么嘛吧呢不否?][^?]*)"
)
_THIS_NOT = re.compile(
    r"(?P<yes>(?:是|要|想|问)[^,。;!?不是]{1,14})[,。;!]?(?:而)?(?<!是)(?:不是|不要|并非)(?P<no>[^,。;!?吗么]{1,12})(?=$|[,。;!?])"
)
_PURPOSE = re.compile(r"^(?:必须|一定|免费|本人|本地|本市|所有|每|一样|说|这样|很|太|全)")

_LEAD_IN = re.compile(r"我?(?:就|只)?(?:要|想|说|问|办|指|弄)*的?")


def meant(text: str) -> str:
    """The folded `text` without what is denied; the same text where nothing is put against something else."""
    if "不" not in text and "别" not in text and "并非" not in text:
        return text
    match = _NOT_THIS_BUT.search(text)
    if match and not _PURPOSE.match(match["no"]):
        return text[: match.start()] + match["yes"]
    match = _THIS_NOT.search(text)
    if match and not _PURPOSE.match(match["no"]):
        before = text[: match.start()]
        said = match["yes"][1:] if _LEAD_IN.fullmatch(before) else before + match["yes"]
        return said + text[match.end() :]
    return text
