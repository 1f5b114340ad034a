"""What is to be done with a thing decides between services of the same name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entries import Entry, EntryIndex
from bot.nlu.plain import plain_text
from bot.nlu.procedures import procedures

NAMES = ("卫生许可新办", "卫生许可变更", "卫生许可延续", "卫生许可补办", "卫生许可注销")


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("驾驶证丢了怎么补", {"补办"}),
        ("残疾人补贴", set()),
        ("公司不做了，怎么关掉", {"注销"}),
        ("停车场在哪", set()),
        ("改造老旧小区", set()),
        ("改名字", {"变更"}),
        ("房子过户给儿子", {"转移"}),
        ("手续费多少", set()),
        ("续签", {"延续"}),
        ("复印件要几份", set()),
        ("补办还是换证", {"补办", "换证"}),
    ],
)
def test_the_families_that_a_text_names(text: str, families: set[str]) -> None:
    assert procedures().find(plain_text(text)) == families


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("卫生证不要了", "卫生许可注销"),
        ("卫生许可证丢了", "卫生许可补办"),
        ("卫生证快到期了", "卫生许可延续"),
        ("我要新开一家店办卫生证", "卫生许可新办"),
        ("卫生证上的名字改了", "卫生许可变更"),
    ],
)
def test_of_services_for_one_thing_the_one_that_is_asked_for_comes_first(question: str, name: str) -> None:
    index = EntryIndex([Entry(each, (plain_text(each),), "") for each in NAMES])
    assert index.search(plain_text(question), 1)[0].key == name


def test_who_names_nothing_means_the_first_time() -> None:
    known, nothing = procedures(), procedures().find("卫生许可")
    new, ended, plain = (known.find(name) for name in ("卫生许可新办", "卫生许可注销", "卫生许可证核"))
    assert known.agreement(nothing, new) == known.agreement(nothing, plain) == 1.0
    assert known.agreement(nothing, ended) < 1.0


def test_another_word_of_the_same_kind_is_no_contradiction() -> None:
    known = procedures()
    assert known.agreement(known.find("驾照到期了"), known.find("机动车驾驶证期满换证")) == 1.0
    assert known.agreement(known.find("换一张驾照"), known.find("机动车驾驶证补证")) == 1.0


@given(st.text(alphabet="补助办换改停车续费新转移打印查询", max_size=12), st.text(max_size=12))
def test_agreement_is_a_share_and_whole_with_oneself(text: str, other: str) -> None:
    known = procedures()
    ours, theirs = known.find(text), known.find(other)
    assert 0.0 < known.agreement(ours, theirs) <= 1.0
    assert known.agreement(ours, ours) == 1.0
