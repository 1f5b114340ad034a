"""A person's name as it was typed; what people are called by others is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bot.services.forms.heard import asks, fold
from bot.services.forms.outcome import Outcome, Refused
from bot.services.forms.schema import Question
from bot.services.forms.show import accepted

_DOTS = re.compile(r"[•‧・．.˙･●]")
_LEAD_IN = re.compile(
    r"^(?:(?:我的?|俺的?|本人的?)(?:名字|姓名)?|名字|姓名|叫)\s*(?:叫做?|是|[：:])?\s*(?=\S{2})"
)
_NO_NAME = re.compile(
    r"不知道|不告诉你|不想?填|跳过|没有|上一步|返回|取消|[你您]好.{0,2}|[是好对]的|可以|谢谢|继续|忘了|等一下|稍等|"
    r"(?:填|写|弄|都)*[好行对完](?:了|吧|啊|嘞|啦)+|[嗯哦啊噢]+|提交.{0,2}|确认.{0,2}|下一[步项个]|就这样|没了|知道了|明白了|收到|"
    r".*(?:什么|怎么|多少|哪[里个儿]|进度|人工|客服|查询|投诉|举报|预约|办理|申请|材料|证件|身份证|居住证|取消|填写|帮助|热门事项|你们|为什么|干嘛|干啥|凭啥|错了|不对|改成|修改|不想|不要|我要|我想|我不|算了|这个|那个).*"
)
_ONLY_FAMILY_NAME = re.compile(r"(?:免贵)?姓.{1,2}|.{1,2}(?:先生|女士|小姐|师傅|大爷|大妈|阿姨)")
# Whom one means, but not what they are called.
_CALLED = re.compile(
    r"(?:就|是|还|也|写|填|由|叫|跟|和)*(?:我们?|俺|他|她|孩子|本人)?(?:自己|本人|家里?)?的?(?:老公|老婆|爱人|丈夫|妻子|媳妇|对象|先生|太太|老伴|配偶|爸爸?|妈妈?|父亲|母亲|老爸|老妈|老爹|老娘|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|"
    r"儿子|女儿|闺女|孩子|宝宝|小孩|娃|哥哥?|姐姐?|弟弟?|妹妹?|公公|婆婆|岳父|岳母|丈人|丈母娘|女婿|儿媳妇?|孙子|孙女|亲戚|朋友|同事|老板|房东|法人|店长|邻居|我|俺|自己|本人|一个人|同上|一样)(?:自己|本人|一个人?|一样|的|吧|啊|呀|了|来|去|办|做|当|呗|就行)*|"
    r"(?:和|跟)(?:上面|前面|刚才).{0,6}"
)
_OF_A_FIRM = re.compile(r".{2,}(?:[店馆厂铺]|公司|超市|商行|中心|工作室|合作社)")
_LONG_NAME = 4  # characters from which a name may be a sentence


def check_name(question: Question, text: str, _today: date) -> Outcome:
    name = _DOTS.sub("·", unicodedata.normalize("NFKC", text))
    name = re.sub(r"\s+", " ", _LEAD_IN.sub("", name, count=1)).strip(" ,，。！!")
    if not re.search(r"[A-Za-z]", name):
        name = name.replace(" ", "")
    if not 2 <= len(name) <= 30:
        return Refused("请输入2到30个字的姓名，和身份证上的一致。")
    if _CALLED.fullmatch(fold(name)):
        return Refused("请输入姓名，和身份证上的一致，不是称呼。")
    if _ONLY_FAMILY_NAME.fullmatch(name):
        return Refused("请输入全名，和身份证上的一致，不只是姓。")
    if _NO_NAME.fullmatch(name) or _OF_A_FIRM.fullmatch(name) or (len(name) > _LONG_NAME and asks(name)):
        return Refused("这不像姓名，请输入和身份证上一致的姓名。")
    if not all(ch.isalpha() or ch in "· '-" for ch in name):
        return Refused("姓名里只能有文字和间隔号“·”，请输入和身份证上一致的姓名。")
    return accepted(question, name)
