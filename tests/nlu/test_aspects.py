"""Which fields of an item a question asks for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.aspects import AspectLexicon, lexicon
from bot.nlu.normalise import fold_text
from bot.services.answers.fields import FIELDS

QUESTIONS = {
    "fee": """护照多少钱 办护照要多少钱 身份证补办要交钱吗 居住证免费吗 护照工本费是多少 收费标准是什么 一本多少块钱 办这个贵不贵
        要不要手续费 咋收费 護照多少錢 护照什么价格""",
    "materials": """办护照要带什么 居住证需要什么材料 去办要准备哪些东西 落户要什么手续 材料清单有哪些 需要提交哪些证件 办身份证带啥去
        公积金提取都要哪些资料 要准备什么 所需材料有哪些 要備什麼材料""",
    "time_limit": """护照多久能拿到 居住证要几天 办下来要多少个工作日 身份证什么时候能取 办理时限是多久 多长时间能办好 当天能拿到吗
        啥时候能领证 公积金几天到账 要等多久""",
    "where": """护照在哪里办 居住证去哪办 在什么地方申请 去哪个窗口 哪个部门负责 找哪个派出所 办理地点在哪 政务大厅怎么走 归谁管
        异地能办吗 在哪兒辦""",
    "hours": "周六能去办护照吗 周末上班吗 星期六开门吗 几点下班 中午有人吗 办公时间是几点 节假日办理吗 什么时候上班",
    "online": "网上能办吗 手机上可以办理吗 可以在线申请吗 能不能网上办理 支付宝上能交吗 要跑几趟 小程序怎么弄",
    "booking": "要预约吗 怎么预约 需要提前预约吗 不预约能直接去吗 怎么挂号 用不用先预约",
    "who": "可以代办吗 能让家人代办吗 必须本人去吗 谁可以申请 哪些人能办 需要本人到场吗",
    "conditions": "申请低保要什么条件 需要满足哪些条件 够不够资格 我能不能申请 有什么要求 什么情况可以提取",
    "steps": "居住证怎么办 如何办理护照 办理流程是什么 具体步骤有哪些 第一步干什么 怎么申领 该怎么弄 分几步 咋办理",
    "result": "有效期多久 护照能用几年 办完拿到什么证 几年换一次",
    "legal_basis": "法律依据是什么 根据什么规定 依据哪个文件 有什么政策依据",
    "contact": "咨询电话是多少 打什么电话问 联系方式是什么 怎么联系",
    "complaint": "居住证投诉电话是多少 去哪投诉 不给办怎么办 监督电话 投诉电话",
    "overview": "护照办事指南 介绍一下居住证",
}
TABLE = [(question, aspect) for aspect, questions in QUESTIONS.items() for question in questions.split()]


def aspects(question: str) -> list[str]:
    return [span.aspect for span in lexicon().find(fold_text(question))]


@pytest.mark.parametrize(("question", "aspect"), TABLE)
def test_one_field_is_asked_for(question: str, aspect: str) -> None:
    assert aspects(question) == [aspect]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("护照多少钱要带什么", ["fee", "materials"]),
        ("办居住证要多久，要花钱吗", ["time_limit", "fee"]),
        ("在哪里办？要多少钱？", ["where", "fee"]),
        ("网上能办吗，要几天", ["online", "time_limit"]),
        ("要预约吗？可以代办吗？周末上班吗？", ["booking", "who", "hours"]),
    ],
)
def test_several_fields_come_in_reading_order(question: str, expected: list[str]) -> None:
    assert aspects(question) == expected


@pytest.mark.parametrize("text", ["", "你好", "护照", "我要申请居住证", "谢谢", "今天天气不错", "钱", "哪"])
def test_no_field_is_asked_for(text: str) -> None:
    assert aspects(text) == []


def test_there_are_enough_rows() -> None:
    assert len(TABLE) >= 80


def test_every_field_can_be_asked_for_and_every_aspect_can_be_answered() -> None:
    assert set(lexicon().titles) == set(FIELDS) == set(QUESTIONS)


def test_a_span_is_where_the_words_stand() -> None:
    text = fold_text("护照多少钱")
    (span,) = lexicon().find(text)
    assert text[span.start : span.end] == "多少钱"


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("护照多少钱", "护照"),
        ("请问办护照要带什么材料呢", "护照"),
        ("那居住证呢", "居住证"),
        ("我想问一下居住证在哪里办", "居住证"),
        ("多少钱", ""),
        ("你好，请问公积金提取怎么办理？", "公积金提取"),
        ("谢谢", ""),
    ],
)
def test_what_names_the_item_is_left(question: str, content: str) -> None:
    folded = fold_text(question)
    assert lexicon().content(folded, lexicon().find(folded)) == content


def test_the_longest_match_wins_and_then_the_first_listed(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "aspects.yml"
    path.write_text(
        "aspects:\n"
        "- {name: a, title: A, patterns: [多少]}\n"
        "- {name: b, title: B, patterns: [多少钱]}\n"
        "- {name: c, title: C, patterns: [多少钱]}\n"
        "- {name: d, title: D, patterns: [钱]}\n"
        "fillers: [啊]\n",
        encoding="utf-8",
    )
    words = AspectLexicon.load(path)
    assert [span.aspect for span in words.find("多少钱")] == ["b"]
    assert [span.aspect for span in words.find("多少")] == ["a"]
    assert not words.find("钱")  # one character says nothing


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("要带什么材料多少钱在哪里办几天网上能预约吗怎么护照,?"), max_size=30))
def test_spans_never_overlap_and_lie_inside(text: str) -> None:
    spans = lexicon().find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_three_fields_in_one_breath() -> None:
    assert aspects("居住证在哪办要带什么材料多少钱") == ["where", "materials", "fee"]
