"""申请表: the parts of services/forms/schema.py on the page of the form builder."""

from __future__ import annotations

from bot.services.editing.item_specs import law
from bot.services.editing.spec import Spec

INPUTS = {
    "text": "文字",
    "name": "姓名",
    "id_number": "公民身份号码",
    "mobile": "手机号码",
    "uscc": "统一社会信用代码",
    "date": "日期",
    "number": "数字",
    "amount": "金额",
    "address": "地址",
    "choice": "选择",
    "yes_no": "是或否",
    "file": "上传附件",
}
PREFILL = {"name": "姓名", "id_number": "公民身份号码", "mobile": "手机号码", "address": "地址"}
_KEY = Spec(
    "key",
    "编号",
    help="小写字母开头的字母、数字、下划线；已有人填过的题目不要改编号。",
    must=True,
)
_OPTIONS = Spec(
    "options",
    "选项",
    "rows",
    noun="选项",
    key="value",
    of=(
        Spec("value", "编号", must=True),
        Spec("title", "选项名称", must=True),
        Spec("aliases", "市民的说法", "words", "多个用顿号隔开。"),
        Spec("between", "对应的数", help="说个数就能选中的，写 80-89、100-、-79；一般不用。"),
    ),
)
_AT_LEAST = Spec(
    "at_least",
    "满多久算是",
    help="只用于是或否：写 1 year、6 months、16 years old，市民说“交了一年多”就能对照；不写就只认是和否。",
)
_SHOWN_IF = Spec("shown_if", "前面答了什么才问", "rule")
_ELIGIBILITY = Spec(
    "eligibility",
    "资格问题",
    "rows",
    noun="资格问题",
    key="key",
    new={"input": "yes_no"},
    of=(
        Spec("ask", "问什么", must=True),
        Spec("input", "怎么答", "choice", choices={"yes_no": "是或否", "choice": "选择"}, must=True),
        Spec("help", "为什么问"),
        _KEY,
        _AT_LEAST,
        _OPTIONS,
        _SHOWN_IF,
        Spec(
            "refuse",
            "不能办的情形",
            "rows",
            noun="情形",
            key="because",
            of=(
                Spec("when", "哪些答案", "words", "写选项的编号；是或否的题目写 yes 或 no。", must=True),
                Spec("because", "为什么不能办", "area", must=True),
                law("basis", "依据"),
                Spec("instead", "可以怎么办", "area", must=True),
            ),
        ),
    ),
)
_CONSENT = Spec(
    "consent",
    "个人信息告知",
    "group",
    help="收集个人信息的申请表必须有（个人信息保护法第十七条）；都不填就是没有。",
    optional=True,
    of=(
        Spec("purpose", "为什么收集", "area", must=True),
        Spec("collects", "收集哪些", "words", "多个用顿号隔开。", must=True),
        law("basis", "依据"),
        Spec("keep", "保存多久", "area"),
        Spec("otherwise", "不同意怎么办", "area", must=True),
    ),
)
_FIELDS = Spec(
    "fields",
    "填报项",
    "rows",
    noun="填报项",
    key="key",
    must=True,
    new={"input": "text", "required": True},
    of=(
        Spec("label", "名称", must=True),
        Spec("input", "类型", "choice", choices=INPUTS, must=True),
        Spec("help", "为什么要填"),
        Spec("ask", "怎么问", help="不写就按名称来问。"),
        _KEY,
        Spec("required", "必填", "flag"),
        Spec("personal", "个人信息", "flag"),
        Spec(
            "prefill", "自动填写", "choice", "登录并同意后，从以前的办件里填上。", choices=PREFILL, empty=None
        ),
        Spec(
            "same_person",
            "可以是同一个人",
            "words",
            "只用于姓名和公民身份号码：可以和哪些填报项是同一个人，写编号；不写的身份号码不能相同，姓名不能答“我自己”。",
        ),
        Spec("material", "交的是哪份材料", "choice", "只用于上传附件。", listed="materials"),
        Spec("min", "最小", "bound", "数字的大小、文字的字数；日期写 today、-6 months 或 2025-01-31。"),
        Spec("max", "最大", "bound"),
        Spec("pattern", "格式", help="正则表达式，一般不用。"),
        Spec("message", "不合格时怎么说", help="有最小、最大或格式时写。"),
        _AT_LEAST,
        _OPTIONS,
        _SHOWN_IF,
    ),
)
SECTIONS = (
    ("资格问题", (_ELIGIBILITY,)),
    ("个人信息告知", (_CONSENT,)),
    ("填报项和附件", (_FIELDS,)),
)
FORM = tuple(spec for _, specs in SECTIONS for spec in specs)
