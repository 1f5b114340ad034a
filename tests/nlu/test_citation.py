"""身份证法第十条: exactly that article, however law and number are written; nothing where it might be another."""

from __future__ import annotations

import pytest

from bot.nlu.citation import Citations
from bot.nlu.plain import plain_text
from bot.services.policies.view import ClauseKey

CARD, PERMIT = "中华人民共和国居民身份证法", "居住证暂行条例"
ROAD, FOOD = "中华人民共和国道路交通安全法", "食品经营许可和备案管理办法"
LABOUR, CONTRACT, CODE = "中华人民共和国劳动法", "中华人民共和国劳动合同法", "中华人民共和国民法典"
FINE, HOUSES = "中华人民共和国治安管理处罚法", "中华人民共和国城市房地产管理法"
LAND, POINTS = "中华人民共和国土地管理法", "道路交通安全违法行为记分管理办法"
CITATIONS = Citations([CARD, PERMIT, ROAD, FOOD, LABOUR, CONTRACT, CODE, FINE, HOUSES, LAND, POINTS])


@pytest.mark.parametrize(
    ("text", "title", "no"),
    [
        ("居住证暂行条例第十二条怎么说", PERMIT, "第十二条"),
        ("身份证法第十条", CARD, "第十条"),
        ("《中华人民共和国居民身份证法》第10条是什么内容？", CARD, "第十条"),
        ("《居民身份证法》（2011修正）第十条", CARD, "第十条"),
        ("請問 身份證法 第１０條 怎麼規定", CARD, "第十条"),
        ("居住证条例里面第12条", PERMIT, "第十二条"),
        ("道交法第91条怎么处罚的", ROAD, "第九十一条"),
        ("劳动法第四十四条", LABOUR, "第四十四条"),
        ("劳动合同法的第四十四条", CONTRACT, "第四十四条"),
        ("民法典第一千零七十七条讲的啥", CODE, "第一千零七十七条"),
        ("民法第1077条", CODE, "第一千零七十七条"),
        ("治安处罚法第二章第九条第一款", FINE, "第九条"),
        ("第十条 身份证法 不对 居民身份证法", CARD, "第十条"),
        ("食品经营许可管理办法第五条", FOOD, "第五条"),
        ("身份证法第十条之一", CARD, "第十条之一"),
    ],
)
def test_the_article_that_is_named(text: str, title: str, no: str) -> None:
    assert CITATIONS.find(plain_text(text)) == ClauseKey(title, no)


@pytest.mark.parametrize(
    "text",
    [
        "身份证法怎么规定的",
        "第十条怎么说",
        "专利法第十条",
        "这个办法第十条",
        "合同第十条违约了怎么办",
        "我家在第五大街第十条胡同",
        "管理法第三条是哪部",
        "身份证法第零条",
        "",
    ],
)
def test_what_names_no_article_or_no_law(text: str) -> None:
    assert CITATIONS.find(plain_text(text)) is None


def test_a_name_that_may_be_two_is_none() -> None:
    both = Citations(["云江市养犬管理条例", "云江市养猫管理条例"])
    assert both.find("管理条例第三条") is None
    assert both.find("养猫管理条例第三条") == ClauseKey("云江市养猫管理条例", "第三条")
