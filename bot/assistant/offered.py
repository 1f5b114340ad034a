"""Which of the offered choices somebody means who answers “您想问的是下面哪一个？” in words: 买房的, 是的, 都不对. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.index import TextIndex
from bot.nlu.plain import plain_text

NONE_OF_THEM = "都不是"
_LONGEST = 10  # characters: more say what they want by themselves
_SHORT = 4  # characters that say hardly more than which
_SAID, _SAID_SHORT = 0.6, 0.3  # of what is typed stands in the one that is meant
_ELSEWHERE = 0.5  # of that, at most, in any other
_YES = re.compile(r"(?:是|对|嗯|恩|没错|就是|正是|好|要|可以)+(?:的|了|呀|啊|这个|它|吧)*")
_NO = re.compile(r"(?:都|全)?(?:不是|不对|没有我要的|没我要的|没有|不要)(?:的|了|啊|呀|这些|这个)*")
_AROUND = re.compile(
    r"^(?:我?(?:是|要|想要|想问|问的是|说的是|选)|就是?|那个?|应该是)+|(?:的那个|那个|这个|的|吧|呢|啊|呀|了)+$"
)


def meant(typed: str, titles: Sequence[str]) -> int | None:
    """The place of the choice among `titles`; None where they are no such question, or the words may be anything."""
    if len(titles) < 2 or titles[-1] != NONE_OF_THEM:
        return None
    text = plain_text(typed)
    options = [plain_text(title) for title in titles[:-1]]
    if len(options) == 1 and _YES.fullmatch(text):
        return 0
    if _NO.fullmatch(text):
        return len(options)
    words = _AROUND.sub("", text)
    if not 1 < len(words) <= _LONGEST:
        return None
    _, shares = TextIndex(options).compare(words)
    first, *others = sorted(shares.tolist(), reverse=True)
    least = _SAID_SHORT if len(words) <= _SHORT else _SAID
    if first < least or any(other > _ELSEWHERE * first for other in others):
        return None
    return int(shares.argmax())
