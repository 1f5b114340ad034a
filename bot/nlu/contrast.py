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


# 等一下，出生证丢了怎么办: said in the middle of something else, before what is asked.
_MEANWHILE = re.compile(
    r"^(?:(?:先?等(?:一?下|等)|对了|哦对|插一句|打断一?下|(?:顺便|顺带)?(?:再|先)?问(?:你)?(?:一?下|一句|个事)|话说)[啊呀哈]?[,。!、:;]+)+(?=.{4})"
)
# 换个问题 低保怎么申请: turned to something else, with or without a mark after it.
_ELSE = re.compile(
    r"^(?:那|我)?(?:(?:再|想|要)?换(?:一?个)?(?:问题|话题|事)|(?:再|想)?问(?:一?个|点)?(?:别的|其他的)(?:事|问题)?|还有(?:一?[个件])(?:事|问题))"
    r"(?:情|儿)?(?:问)?[啊呀哈吧了,。!、:;]*(?=.{3})"
)


def meant(text: str) -> str:
    """The folded `text` without what is denied, and without a word of turning to it; else the same text."""
    text = _ELSE.sub("", _MEANWHILE.sub("", text))
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
