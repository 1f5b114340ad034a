"""What the citizens of the benchmark say, and a fragment of the right answer; the same to both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("faq", "item", "form")

_FAQ_PER_CONVERSATION = 4
_ENOUGH_OF_AN_ANSWER = 16  # characters that tell one reviewed answer from another
_POLITE = ("您好，{}", "请问一下，{}？", "我想问问{}", "{}，谢谢")


@dataclass(frozen=True)
class Turn:
    kind: str
    say: str
    expect: str  # stands in the right reply


Conversation = tuple[Turn, ...]

# Asked of the service database: a fee and its follow-up, then whole questions. Both sides compose the same sentences.
_ITEMS: tuple[Conversation, ...] = tuple(
    tuple(Turn("item", say, expect) for say, expect in turns)
    for turns in (
        (("护照多少钱", "120元"), ("那要带什么材料", "需要以下材料")),
        (("居住证要钱吗", "不收费"), ("需要什么条件", "受理条件")),
        (("社保卡怎么办", "办理流程"), ("多久能办好", "时限")),
        (("结婚登记要多少钱", "不收费"), ("在哪里办", "办理地点")),
        (("港澳通行证怎么办", "办理流程"), ("那要带什么材料", "需要以下材料")),
        (("失业金怎么领", "办理流程"), ("需要什么条件", "受理条件")),
    )
)

# 居住证首次申领: open it, answer nine questions, and stop before filing.
_FORM: Conversation = tuple(
    Turn("form", say, expect)
    for say, expect in (
        ("我要申请居住证", "您的常住户口在云江市吗"),
        ("不是", "居住满半年了吗"),
        ("是的", "您符合下面哪一项"),
        ("合法稳定就业", "您同意吗"),
        ("同意", "请输入姓名"),
        ("张建国", "请输入公民身份号码"),
        ("110105199003072338", "请输入手机号码"),
        ("13800138000", "现在住的地址"),
        ("云江市江滨区幸福路18号3栋502室", "哪一天开始在云江市居住"),
        ("2020年3月1日", "请输入工作单位的名称"),
    )
)


def conversations(kind: str) -> list[Conversation]:
    return faq_conversations() if kind == "faq" else list(_ITEMS) if kind == "item" else [_FORM]


def mixed() -> list[Conversation]:
    """About as many messages of each kind: 8 FAQ questions, 8 item questions and 10 form steps in turn."""
    faq, item = faq_conversations(), cycle(_ITEMS)
    return [
        each
        for start in range(0, len(faq) - 1, 2)
        for each in (*faq[start : start + 2], *(next(item) for _ in range(4)), _FORM)
    ]


def faq_conversations() -> list[Conversation]:
    """One wording of every FAQ entry, said the polite way, which stands in nobody's training data."""
    turns = [
        Turn("faq", polite.format(wording), answer)
        for polite, (wording, answer) in zip(cycle(_POLITE), _faq_entries())
    ]
    step = -(
        -len(turns) // _FAQ_PER_CONVERSATION
    )  # the questions of one conversation come from different fields
    return [tuple(turns[start::step]) for start in range(step)]


def _faq_entries() -> Iterator[tuple[str, str]]:
    """(similar question, beginning of the answer)"""
    for path in sorted((ROOT / "data" / "nlu" / "faq").glob("*.yml")):
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in body["nlu"]:
            wordings = [line.removeprefix("- ").strip() for line in entry["examples"].splitlines()]
            answer = body["responses"][f"utter_{entry['intent']}"][0]["text"].strip()
            yield wordings[len(wordings) // 2], answer[:_ENOUGH_OF_AN_ANSWER]
