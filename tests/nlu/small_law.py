"""Three laws of a few articles: no database."""

from __future__ import annotations

from datetime import date

from bot.services.policies.view import ArticleView, PolicyView


def law(title: str, *articles: ArticleView, complete: bool = False, number: str = "") -> PolicyView:
    return PolicyView(
        title=title,
        number=number,
        issuer="云江市人民政府",
        issued_on=None,
        effective_on=date(2024, 5, 1),
        repealed_on=None,
        url="https://www.yunjiang.example/quan",
        complete=complete,
        articles=articles,
    )


DOGS = law(
    "云江市犬只登记办法",
    ArticleView(
        "第三条",
        "养犬人应当自取得犬只之日起三十日内，到居住地派出所办理登记。",
        "第二章 登记",
        ("养狗要上户口吗",),
    ),
    ArticleView("第四条", "逾期不登记的，处二百元罚款。", "第三章 罚则", ("狗没登记罚多少",)),
    number="云江市人民政府令第7号",
)
CARD = law(
    "中华人民共和国居民身份证法",
    ArticleView(
        "第十条",
        "申请领取居民身份证，应当填写《居民身份证申领登记表》，交验居民户口簿。",
        "",
        ("第一次办身份证带什么",),
    ),
    ArticleView("第十六条", "使用虚假证明材料骗领居民身份证的，处二百元以下罚款。"),
    complete=True,
)
WORK = law(
    "中华人民共和国劳动合同法",
    ArticleView(
        "第十九条", "劳动合同期限三个月以上不满一年的，试用期不得超过一个月。", "", ("试用期最长多久",)
    ),
)
LAWS = (DOGS, CARD, WORK)
