"""Everyday questions to calibrate on: one wording of each entry, asked of a knowledge that does not have it.

The held-out questions were written to be hard; confidence fitted on them alone would doubt what is plain.
"""

from __future__ import annotations

from dataclasses import replace

from bot.evaluation.questions import Question
from bot.nlu.aspects import lexicon
from bot.nlu.knowledge import Knowledge

# What is asked of an item, in turn; some forms are short of words, some wordy.
_ASKED = (
    "{}怎么办", "{}要带什么材料", "{}多少钱", "{}几天能办好", "在哪里办{}", "{}需要什么条件", "{}能网上办吗", "{}",
    "申请{}要钱吗", "请问办{}要去哪个窗口啊", "那我能办{}吗", "{}的电话是多少", "我想问一下{}周末上班吗", "{}去哪儿弄",
    "办{}别人能代办不", "{}得准备些啥", "{}流程是什么", "{}大概多久下来", "{}要不要预约", "听说{}现在手机上就能办，是吗",
    "{}依据是什么规定", "去哪里弄{}", "{}收不收费", "我要办{}，需要哪些手续", "{}有什么要求", "{}怎么弄，麻烦说一下",
    "我是要{}", "咨询一下{}的事", "想{}", "我想问问{}", "{}怎么换", "你好，{}", "关于{}", "不是别的，是{}",
)  # fmt: skip
_FORMS = 3  # of each item
_FEWEST = 3  # wordings that must stay


def left_out(knowledge: Knowledge, turn: int) -> tuple[Knowledge, list[Question]]:
    """`turn`: 0, 1, …: which wording is taken out."""
    questions: list[Question] = []
    items, faqs = [], []
    owners: dict[str, int] = {}
    for item in knowledge.items.values():
        for name in (item.name, *item.aliases):
            owners[name] = owners.get(name, 0) + 1
    for number, item in enumerate(knowledge.items.values()):
        if len(item.aliases) >= _FEWEST and item.origin == "city":
            name = item.aliases[turn % len(item.aliases)]
            item = replace(item, aliases=tuple(each for each in item.aliases if each != name))
            if owners[name] == 1:
                first = number * _FORMS + turn
                forms = (_ASKED[(first + step) % len(_ASKED)] for step in range(_FORMS))
                questions += [Question(form.format(name), item=item.code) for form in forms]
        items.append(item)
    for faq in knowledge.faqs.values():
        if len(faq.similar) > _FEWEST:
            text = faq.similar[turn % len(faq.similar)]
            faq = replace(faq, similar=tuple(each for each in faq.similar if each != text))
            questions.append(Question(text, faq=faq.name))
        faqs.append(faq)
    return Knowledge(items, faqs, lexicon()), questions
