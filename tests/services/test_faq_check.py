from __future__ import annotations

from typing import Any

import pytest

from bot.services.faq.check import check_files
from bot.services.faq.read import FaqFile, read_text
from bot.services.findings import Finding
from tests.services.catalogue_sample import TODAY
from tests.services.faq_sample import DEPARTMENTS, ITEMS, record, text


def check(*files: FaqFile) -> list[Finding]:
    return check_files(files, DEPARTMENTS, ITEMS, TODAY)


def test_a_good_entry_has_no_findings() -> None:
    assert check(read_text("a.yml", text())) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"similar": ["居住证待遇"] * 1}, "examples", "至少8条"),
        ({"similar": [f"问{n}" for n in range(8)] + ["问0 ？"]}, "examples[8]", "重复"),
        ({"similar": [f"问{n}" for n in range(8)] + ["办[居住证](item)"]}, "examples[8]", "方括号"),
        ({"similar": [f"问{n}" for n in range(8)] + ["/restart"]}, "examples[8]", "斜杠"),
        ({"similar": [f"问{n}" for n in range(8)] + ["？？"]}, "examples[8]", "没有文字"),
        ({"question": "${HOME}是什么"}, "question", "${"),
        ({"answer": "请联系{phone}，谢谢您的耐心"}, "answer", "花括号"),
        ({"answer": "第一行的内容在这里\n/restart"}, "answer", "斜杠"),
        ({"answer": "这是**重要**的内容，请看"}, "answer", "Markdown"),
        ({"category": "居住{证}"}, "category", "花括号"),
        ({"department": "nobody"}, "department", "没有部门"),
        ({"item": "nothing"}, "item", "没有事项"),
        ({"valid_to": "2015-12-31"}, "valid_to", "早于"),
        ({"checked_on": "2026-11-24"}, "checked_on", "晚于今天"),
    ],
)
def test_a_spoilt_entry_is_named_with_its_field(changes: dict[str, Any], field: str, words: str) -> None:
    found = [f for f in check(FaqFile("a.yml", [record(**changes)])) if f.field == field]
    assert words in " ".join(finding.message for finding in found)
    assert (found[0].file, found[0].item) == ("a.yml", "permit_benefits")


def test_the_same_question_may_not_belong_to_two_entries_in_whatever_spelling() -> None:
    one = record()
    two = record("permit_other", "办法", similar=[f"另一种{n}" for n in range(7)] + [one.similar[3] + " ？"])
    (finding,) = check(FaqFile("a.yml", [one]), FaqFile("b.yml", [two]))
    assert (finding.file, finding.item, finding.field) == ("b.yml", "permit_other", "examples[7]")
    assert "faq/permit_benefits" in finding.message


def test_a_name_belongs_to_one_entry() -> None:
    findings = check(FaqFile("a.yml", [record()]), FaqFile("b.yml", [record(topic="好处")]))
    assert [(f.file, f.field) for f in findings] == [("b.yml", "intent")]
    assert "另见 a.yml" in findings[0].message
    twice = check(FaqFile("a.yml", [record(), record()]))
    assert {f.message for f in twice} == {"名称重复（在同一个文件里）"}


GOOD = text()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (GOOD.replace('"3.1"', '"2.0"'), "3.1"),
        (GOOD.replace("metadata:", "metadatum:"), "metadata"),
        (GOOD.replace('checked_on: "2026-11-20"', "checked_on: 2026-11-20"), "引号"),
        (GOOD.replace('category: "居住证"', 'category: "居住证"\n    colour: red'), "不认识"),
        (GOOD.replace('category: "居住证"', "category: &x 居住证"), "锚点"),
        (GOOD.replace("- 第0种", "第0种"), "开头"),
        (GOOD.replace("utter_faq/permit_benefits", "utter_faq/other"), "回答"),
        (GOOD.replace("  - text:", "  - image: x\n    text:"), "text"),
        (GOOD.replace("intent: faq/permit_benefits", "intent: greet"), "faq/名称"),
        (GOOD.replace("faq/permit_benefits", "faq/Permit"), "格式不对"),
        (GOOD.replace('title: "居住证暂行条例"', 'title: ""'), "不能为空"),
        ("[1, 2]", "三部分"),
        ("nlu: [{intent: faq/a}]", "metadata"),
        ("nlu: 5", "三部分"),
        ("nlu: [5]\nresponses: []", "应当是"),
    ],
)
def test_a_broken_file_is_findings_and_no_exception(bad: str, words: str) -> None:
    assert words in " ".join(str(finding) for finding in check(read_text("a.yml", bad)))
