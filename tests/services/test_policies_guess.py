"""What a document says about itself: found where it is said, empty where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services.findings import CheckError
from bot.services.policies.build import build
from bot.services.policies.guess import Guess, guess
from bot.services.policies.refusal import DocumentRefused
from bot.services.policies.split import split
from tests.services.policy_sample import PRINTED, TITLE

DECREE = """中华人民共和国国务院令
第663号
《居住证暂行条例》已经2015年10月21日国务院第109次常务会议通过，现予公布，自2016年1月1日起施行。
总理　李克强
2015年11月26日
居住证暂行条例
第一条　为了促进新型城镇化的健康发展，制定本条例。
第二十三条　本条例自2016年1月1日起施行。"""
LAW = """中华人民共和国居民身份证法
（2003年6月28日第十届全国人民代表大会常务委员会第三次会议通过　根据2011年10月29日第十一届全国人民代表大会常务委员会第二十三次会议《关于修改〈中华人民共和国居民身份证法〉的决定》修正）
第一条　为了证明公民的身份，制定本法。
第二十三条　本法自2004年1月1日起施行，《中华人民共和国居民身份证条例》同时废止。"""
NOTICE = """某市人民政府办公室关于印发某市居住证
管理办法的通知
某政办发〔2024〕12号
二〇二四年六月三日
第一条　为了居住。
第二条　本办法自印发之日起施行。"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            DECREE,
            Guess(
                "居住证暂行条例",
                "中华人民共和国国务院令第663号",
                "中华人民共和国国务院",
                date(2015, 11, 26),
                date(2016, 1, 1),
            ),
        ),
        (
            LAW,
            Guess("中华人民共和国居民身份证法", "", "全国人民代表大会常务委员会", date(2011, 10, 29), None),
        ),
        (
            NOTICE,
            Guess(
                "某市人民政府办公室关于印发某市居住证管理办法的通知",
                "某政办发〔2024〕12号",
                "某市人民政府办公室",
                date(2024, 6, 3),
                date(2024, 6, 3),
            ),
        ),
        (
            PRINTED,
            Guess(TITLE, "云江市人民政府令第7号", "云江市人民政府", date(2024, 3, 1), date(2024, 5, 1)),
        ),
        ("第一条　没有标题。", Guess()),
    ],
    ids=["decree", "law", "notice", "printed", "nothing"],
)
def test_what_is_said_is_found(text: str, wanted: Guess) -> None:
    assert guess(split(text)) == wanted


def test_what_a_person_says_goes_before_what_the_file_says() -> None:
    built = build(
        "a.txt", PRINTED.encode(), {"title": "云江市养犬办法", "url": "https://www.yunjiang.example/"}
    )
    assert built.record.title == "云江市养犬办法"
    assert built.record.effective_on == date(2024, 5, 1)
    assert [name for name, _ in built.guessed] == ["文号", "发布机关", "公布日期", "施行日期"]


def test_what_is_found_nowhere_is_asked_for() -> None:
    with pytest.raises(CheckError, match="没有找到施行日期"):
        build("a.txt", LAW.encode(), {"url": "https://flk.npc.gov.cn/"})


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(CheckError, match="2026-01-31"):
        build("a.txt", PRINTED.encode(), {"url": "https://www.yunjiang.example/", "effective_on": "明年"})


def test_without_articles_it_says_what_is_expected() -> None:
    with pytest.raises(DocumentRefused, match="第一条"):
        build("a.txt", "关于放假的通知".encode(), {})
