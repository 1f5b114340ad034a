"""没有, 不用了, 不知道, 长期: words that leave an optional field empty."""

from __future__ import annotations

import re

from bot.services.forms.heard import fold
from bot.services.forms.schema import Question
from bot.services.forms.unsure import no_answer

_MARKS = re.compile(r"[\s。.!！,，~～]+")
_LEAD = r"(?:[我俺这那]个?|也|都|暂时|现在|目前|就|还|先|其他|别的|嗯|哦|啊)*"
_END = r"(?:了|呢|吧|啊|呀|哈|哦|的)*"
_NO = re.compile(
    rf"{_LEAD}(?:没(?:有|得)?(?:什么|啥)?|无|不(?:用|需要|填|写|必|要|留)|空着|略|跳过|暂无|下一步)"
    rf"(?:填|写|留|要?(?:说|写|填|补充|交代|备注)的)?{_END}"
)
_NONE_OF_IT = re.compile(r"(?:我|也|还|现在|暂时)*(?:没|无|不)[^,，。;；]{0,11}")
_OPEN_END = re.compile(
    r"(?:一直|长期|永久|常年|长住|住下去|不定期?|没有?(?:期限|定|限期|确定|想好)|未定|不一定|看情况|看病情|到时候(?:再)?(?:说|看|定)|说不准|不回来|不走)+(?:住|在这|都|的|了|吧|再说)*"
)
_LATER = re.compile(
    r".*(?:没(?:有)?(?:拍|照片|扫描|带|在手)|不会(?:传|弄|拍|上传|发)|传不(?:了|上)|发不(?:了|出)|到(?:窗口|时候)|去窗口|窗口(?:再)?(?:交|给|看)|(?:回头|以后|晚点|改天|下次|过后|等会儿?)(?:再)?(?:传|交|补|给|发|弄)|"
    r"先不(?:传|发|交)|(?:现在|手机里?|身边|手头)(?:也|都)?没有?|带(?:原件|纸质的?|过去|去)|(?:在|放)(?:家|老家|单位|公司)里?).*"
)


def says_no(text: str) -> bool:
    """没有, 不用了: plainly nothing."""
    return bool(_NO.fullmatch(_MARKS.sub("", fold(text))))


def says_nothing_for(question: Question, label: str, text: str) -> bool:
    """Whether `text` leaves the optional `question` empty; a choice has options for it."""
    if question.choices:
        return False
    said = _MARKS.sub("", fold(text))
    if says_no(said.replace(fold(label), "")) or no_answer(said) is not None:
        return True
    if question.input == "text":  # 没有备用名称: of the words of the label alone
        return bool(re.fullmatch(rf"(?:没有?|不)[{re.escape(label)}的了吧]+", said)) if label else False
    if question.input == "file":
        return bool(_LATER.fullmatch(said))
    if question.input == "date" and _OPEN_END.fullmatch(said):
        return True
    return not re.search(r"\d", said) and bool(_NONE_OF_IT.fullmatch(said))
