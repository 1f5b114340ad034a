"""Whether somebody wants a thing done rather than told about: 我要办…, 给孩子办…, 帮我申请…. Pure, no Rasa."""

from __future__ import annotations

import re

_DO = "(?:办理?|申请|申办|申领|申报|登记|参加|参保|补办|补领|换领|注册|开通|报名)"
_WHOM = (
    "(?:我|俺|咱|自己|家里?|孩子|小孩儿?|娃|宝宝|儿子|女儿|闺女|姑娘|老人家?|爸爸?|妈妈?|爸妈|父亲?|母亲?|父母|爷爷?|奶奶?|外公|外婆"
    "|姥姥|姥爷|公公|婆婆|岳父|岳母|老公|老婆|老伴|丈夫|妻子|媳妇|对象|爱人|的)"
)
_WISH = re.compile(
    rf"^(?:其实|那|算了|现在|今天|麻烦[您你]?|请)*(?:我们?|俺|咱们?)?(?:就|还|先)?(?:"
    rf"(?:想要?|要|得|打算|准备|来)+(?:[给帮替为]{_WHOM}{{1,3}})?{_DO}"
    rf"|[给帮替为]{_WHOM}{{1,3}}(?:在网上|网上|在线)?{_DO}).{{2,}}"
)
_ASKS = re.compile(
    r"[?？吗么嘛呢]|[不否][啊呀]?$|什么|啥|怎|咋|如何|多少|多久|几[天个岁年]|哪|能办|谁|需要|要带"
)


def asks(folded: str) -> bool:
    """Whether a word of asking stands in it."""
    return bool(_ASKS.search(folded))


def wants_done(folded: str) -> bool:
    """Said as a wish and asking nothing; of what, is for the reading to tell."""
    return bool(_WISH.match(folded)) and not asks(folded)
