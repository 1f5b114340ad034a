"""Politeness around a question changes nothing; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.courtesy import without_courtesy
from bot.nlu.normalise import fold_text
from bot.services.faq.read import read_dir
from bot.settings import get_settings


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("您好，我想问问裸辞能拿失业金吗，谢谢", "裸辞能拿失业金吗"),
        ("老师，资格证怎么办", "资格证怎么办"),
        ("我想问下，我妈能替我去吗？谢谢啦", "我妈能替我去吗"),
        ("护照怎么办？急急急！在线等", "护照怎么办"),
        ("咨询一下退休办理的事", "退休办理"),
        ("我想知道护照多少钱", "护照多少钱"),
        ("算了，我先问问积分的事", "积分"),
        ("等一下我问问，要交钱吗", "要交钱吗"),
        ("麻烦您帮我查一下，公积金余额怎么看", "公积金余额怎么看"),
    ],
)
def test_manners_are_left_out(said: str, asked: str) -> None:
    assert without_courtesy(fold_text(said)) == asked


@pytest.mark.parametrize(
    "said",
    ["谢谢", "你好，谢谢", "咨询电话是多少", "老师资格证怎么办", "感谢信怎么写", "急诊能报销吗", "问题车辆怎么举报",
     "师傅带徒弟有补贴吗", "领导信箱在哪里", "请问户口"],
)  # fmt: skip
def test_what_is_no_manners_or_all_that_is_said_stays(said: str) -> None:
    assert without_courtesy(fold_text(said)) == fold_text(said)


@pytest.mark.parametrize(
    "polite", ["您好，{}", "请问一下，{}？", "我想问问{}", "{}，谢谢", "你好，想咨询一下{}，谢谢您"]
)
def test_every_published_wording_is_the_same_when_asked_politely(polite: str) -> None:
    records = [record for file in read_dir(get_settings().faq_dir) for record in file.records]
    for record in records:
        for text in (record.question, *record.similar):
            said, plainly = (without_courtesy(fold_text(each)) for each in (polite.format(text), text))
            if len(plainly) > 3:
                assert said.rstrip("?!。.") == plainly.rstrip("?!。.")


@given(st.text(max_size=80))
def test_never_nothing_and_never_more(text: str) -> None:
    left = without_courtesy(text)
    assert left in text and (left or not text)
    assert without_courtesy(left) == left or len(without_courtesy(left)) >= 4
