"""The question without its manners: 您好，我想问问裸辞能拿失业金吗，谢谢 → 裸辞能拿失业金吗.

Every wording of a catalogue may be asked politely, and nobody writes them all down twice.
"""

from __future__ import annotations

import re

_MARK = "[,。.?!~、:; ]"
_TOUCH = "(?:一?下|一问|一声|个事儿?|个问题)"  # 问一下, 问个事
# A word that may begin a name as well (咨询电话, 老师资格) is manners only where a mark or 一下 follows.
_BEFORE = re.compile(
    rf"""^(?:
      (?:[您你]们?好|哈喽|哈啰|嗨|hi|hello)[啊呀哈]?{_MARK}*
    | (?:在吗|在不在|在么|有人吗|有人在吗){_MARK}+
    | (?:不好意思|打扰|劳驾|抱歉){_TOUCH}?了?{_MARK}*
    | (?:麻烦|劳烦)[您你]?(?:问|帮我?问|帮我?查|帮我?看|给?查){_TOUCH}?{_MARK}*
    | 请问{_TOUCH}?{_MARK}*
    | (?:我|俺)?(?:就|还)?(?:是)?想(?:要)?(?:请教|请问|咨询|了解|问|打听)(?:{_TOUCH}|问|(?={_MARK}|[您你])){_MARK}*(?:[您你](?!们){_MARK}*)?
    | (?:我|俺)?想(?:要)?知道{_MARK}*
    | (?:那|算了|先?等(?:一?下|等))?{_MARK}*(?:我|俺)?(?:先|再|就)?(?:请教|咨询|了解|问|打听)(?:{_TOUCH}|问){_MARK}*
    | (?:同志|老师|师傅|亲|客服|小姐姐|小哥哥|工作人员|领导)(?:[您你]好)?{_MARK}+
    )+""",
    re.VERBOSE,
)
_AFTER = re.compile(
    rf"""(?:
      {_MARK}*(?:谢谢|多谢|感谢|谢过|谢)(?:[您你]们?|了|啦|啊|哈|各位|大家)*
    | {_MARK}+(?:拜托|麻烦[您你]?|辛苦)(?:[您你]们?|了|啦)*
    | {_MARK}+(?:在线等|急+|求解答?|求告知|求回复|求答复|跪求|请回复|请告知|请解答|望回复|盼复)
    )+{_MARK}*$""",
    re.VERBOSE,
)
_ABOUT = re.compile(r"(?:的|这个|这件)(?:事情?|事儿|相关问题|问题)$")  # 咨询一下退休办理的事
_ASKS = re.compile("[哪啥怎几谁吗]|什么|多少|还是")
_LEAST = 4  # characters that ask something: 谢谢 and 你好 by themselves are what they are


def without_courtesy(folded: str) -> str:
    """A folded text without greeting and thanks around it; the same text when little else is said."""
    begin = found.end() if (found := _BEFORE.match(folded)) else 0
    rest = folded[begin:]
    if (last := _AFTER.search(rest)) is not None:
        rest = rest[: last.start()]
    if len(rest) < _LEAST:
        return folded
    return _ABOUT.sub("", rest) if begin and not _ASKS.search(rest) else rest
