"""Words that are no answer: one does not know, leaves it to us, or has the paper somewhere else."""

from __future__ import annotations

import re
from typing import Literal

from bot.services.forms.heard import fold

NoAnswer = Literal["unsure", "any", "absent"]

_LEAD = r"(?:[嗯啊哦呃额哎唉这那我俺咱]|这个|那个|真的?|还|也|都|就|现在|目前|暂时|一时|具体|确切|完全|根本|的?日?期|时间|号码?|编号|证号)*"
_TAIL = r"(?:[了啊呢呀哎诶哦吧嘛哈的]|怎么办|咋办|咋整|呐)*"
_WORDS: tuple[tuple[NoAnswer, str], ...] = (
    (
        "unsure",
        r"不(?:太|大|怎么|是很|很)?(?:清楚|知道|晓得|确定|记得|懂|会填?|了解|明白)|不(?:太)?好说|不一定|没(?:注意|留意|印象|记住|概念|数|查过|看过|算过|弄明白|搞懂)|"
        r"忘(?:记|了|记了|掉)?|记不(?:清楚?|得|住|起来)|想不起来|说不(?:准|好|清楚?|上来)|拿不准|搞不(?:清楚?|懂|明白)|弄不(?:清楚?|懂|明白)|"
        r"看不(?:懂|明白)|(?:不(?:知道|清楚|晓得|记得)|忘了|记不清)(?:该|要|能|是|他|她|它|人家|对方|写|填|选|叫|去|怎么|如何|在|具体|到底|多久|属于|算)*(?:什么|啥|谁|哪[个里儿天年月种家]|几[号月点个]|多少|怎么[写填选]|咋[写填选]|办|叫啥|名字|全称|全名|编号|代码|号码|地址|门牌号?|单位|公司)?|"
        r"(?:我|还)?没(?:有)?(?:想好|想过|定好?|定下来|起好?名?|取好?名?|考虑好?)|[谁哪]知道|鬼知道|没听说过?|没数|懵",
    ),
    (
        "any",
        r"随便(?:吧|你|您|填|写|选|哪个|哪个都行|都行|都可以|一个|填一个|写一个|选一个|来一个|弄一个)*|都(?:行|可以|好|成|中|无所谓)|无所谓|任意|听[你您]的|"
        r"(?:[你您](?:们)?(?:看着|帮我|替我|随便|自己|来|给我)+|(?:看着|帮我|替我|随便|给我)+)(?:填|写|选|定|办|弄|决定|安排|填一下|选一个|填吧)+|[你您](?:们)?(?:定|决定|安排|说了算)|"
        r"(?:哪个|哪一个|哪种|什么|怎么|咋)(?:都|样都)?(?:行|可以|好|成)|都一样|差不多就行",
    ),
    (
        "absent",
        r".{0,6}?(?:没(?:有)?带(?:在身上|着|过来|来)?|(?:没|不)在(?:身边|手边|手上|手头|我这|这儿?|旁边|身上)|"
        r"(?:放|在|落)(?:老?家|家里|老家|单位|公司|车上|办公室|屋里|学校)|手头没有|身边没有|手上没有|(?:暂时)?找不(?:到|着)|没找到|还没(?:拿到|领到|办下来|下来|办好|发))",
    ),
)
_KINDS = tuple((kind, re.compile(rf"(?:{_LEAD}(?:{words}){_TAIL})+")) for kind, words in _WORDS)
_LONGEST = 24
_MARKS = re.compile(r"[\s。.!！,，~～…、]+")


def no_answer(text: str) -> NoAnswer | None:
    """Which of them the whole text is; None for everything else, also where an answer stands beside it."""
    said = _MARKS.sub("", fold(text))
    if len(said) > _LONGEST:
        return None
    return next((kind for kind, words in _KINDS if words.fullmatch(said)), None)


def lead(kind: NoAnswer, help_text: str) -> str:
    """What is said before the question is put again: nothing is lost, and where the answer stands."""
    if kind == "any":
        return f"这一项要您自己定，我不能替您填。{help_text}"
    if kind == "absent":
        return f"不着急，填过的都保存着；要先退出请说“取消”，拿到了再接着填。{help_text}"
    return f"说不准没关系。{help_text}想先查清楚，可以说“取消”退出，填过的都保存着。"
