"""Tables of what people type where yes or no, a choice or a date is asked: each with what it must come to."""

from __future__ import annotations

from datetime import date

import pytest

from bot.services.forms.assent import yes_or_no
from bot.services.forms.checks import check
from bot.services.forms.choices import choose
from bot.services.forms.dates import parse_date
from bot.services.forms.outcome import Accepted
from bot.services.forms.schema import FormField, parse_form
from tests.services.city import form_body

FORM = parse_form(form_body())
HOUSEHOLD, HALF_YEAR, GROUND = FORM.eligibility
TODAY = date(2026, 11, 23)


def _housing() -> FormField:
    field = FORM.field("housing")
    assert field is not None
    return field


# The answer expected, and what was typed for it.
HERE = {  # 您的常住户口在云江市吗？
    "yes": "是 是的 在 在的 在呢 在这 在这里 在这边的 在云江 户口在云江 我户口就在本市 有 对 对的 没错 嗯 嗯嗯 嗯呐 中 是滴 必须的 当然 YES y 1 １ 第一个 我选是 我是本地人 户口在這邊 "
    "是的，我户口在云江 好的 应该是 确实在 就在云江市 一 对，在的",
    "no": "否 不 不是 不在 不在这里 不在这边 不是的 不是哦 户口不在这边 我户口不在云江市 应该不在吧 我选否 没有 没有呢 没 沒有 并不在 早就不在了 不在这儿呢 现在不在 不是本地人 不是云江的 "
    "我户口在河南，不在这里 不在，我是河南的 不，不是 看错了，不在 2 ２。 n no NO 二 嗯，没有 不不不 不在本市 没在这边 户口也不在 还没 外地的 在老家 我是外地户口 户口在外地",
    None: "在河南 我是河南的 不清楚 不知道 不确定 不一定 忘了 是不是 在不在 什么叫常住户口？ 什么叫常住户口 要带什么材料 户口 我的户口 云江 有没有别的办法 是，不是 对，没有 是没有 不是不在 可能吧 差不多 "
    "好像 3 99 转人工 查进度 13800138000 张伟 🙂 是的吗 在不 我不确定 为什么要问 户口本丢了 满大街都是人 算不算 你好",
}
LONG_ENOUGH = {  # 您在云江市居住满半年了吗？
    "yes": "满了 滿了 住满了 已经满了 早就满了 刚满 够了 满半年了 住满半年了 满了，都三年了 是的满了 超过半年了 有半年了 肯定满了 居住满半年 半年 三年了 住了三年多 一年多了 快一年了 10年了 好几年了 在这五年了 2023年来的 我去年三月来的 前年就来了 住了一年零三个月 "
    "大半年了 少说也有两年 住满七个月了 快两年了 十来年了 一年多没断过 从2019年一直住到现在",
    "no": "没满 没住满 还没满 不满 不满半年 没到 还没到 不到半年 不够 没有半年 快半年了 来了四个月，没半年 快满了 快了 马上满了 还差两个月 差几天 还没有，才来两个月 未满 没有 就要满了 刚来 才来 刚搬来 四个月 再过一个月就半年 "
    "才两个月 还差三天 半年不到 上个月刚来 还有两个月才满半年 来了一百天 没住够半年",
    None: "差不多半年 半年左右 今年来的 2019年来过 我三十岁了 满了，才三个月 好几个月 差不多满了 从哪天开始算半年 多久算满 算满了吗 满了没 三个 居住证要多久能拿到",
}


@pytest.mark.parametrize(("expected", "said"), [(e, s) for e, line in HERE.items() for s in line.split()])
def test_yes_and_no_to_where_one_lives(expected: str | None, said: str) -> None:
    assert (yes_or_no(said, HOUSEHOLD.ask) or choose(said, HOUSEHOLD.options)) == expected


@pytest.mark.parametrize(
    ("expected", "said"), [(e, s) for e, line in LONG_ENOUGH.items() for s in line.split()]
)
def test_yes_and_no_to_how_long(expected: str | None, said: str) -> None:
    outcome = check(HALF_YEAR, said, TODAY)
    assert (outcome.value if isinstance(outcome, Accepted) else None) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("不 在", "no"),
        ("是 的", "yes"),
        ("同意", "yes"),
        ("没意见", "yes"),
        ("我同意", "yes"),
        ("不同意", "no"),
        ("我不太同意", "no"),
        ("还没交满", "no"),
        ("已经交满了", "yes"),
        ("没问题，同意", "yes"),
        ("就是这个", "yes"),
        ("好的，可以", "yes"),
        ("没有，好的", "no"),
        ("不得不同意", None),
        ("要不要同意", None),
        ("同意什么", None),
    ],
)
def test_yes_and_no_without_a_question(said: str, expected: str | None) -> None:
    assert yes_or_no(said) == expected


GROUNDS = {
    "work": "1 一 上班 我在上班 我在这边上班 我在比亚迪上班 打工的 我自己开店做生意的 做生意 工作 第一个 选第一项吧 就业 我是来打工的 我有工作 工作证明 有劳动合同 就业吧，应该 不上学，上班 合法稳定就業",
    "home": "2 租房 租房子 我租房 合法稳定住所 合法穩定住所 选合法稳定住所 买房了 我买房了 有房子 我租的房子 租的房子 住所 ② 第二个吧 我选二 b 我没工作，租房 有租房合同 没上班，租房住",
    "school": "3 上学 我是学生，在这读书 我在云江大学读书 在这念书 连续就读 就读 学生 我是学生 我上学 在上学呢 不是租房，是上学",
    "none": "4 都没有 以上都没有 都不符合 什么都没有 哪个都不是 没有 都不是",
    None: "5 9 租房的话要交什么证明？ 租房合同要备案吗 租房行不行 上班算不算 学府路8号学生公寓2栋 云江市江滨区学府路8号学生公寓 没有工作 没有工作能办吗 我没上班 我在找工作 合法 合法稳定 "
    "租房或者上学 上班，上学 转人工 查进度 张伟 选哪个好 哪个最容易 是 好的 我们学校的老师让我来办居住证 工作单位要盖章么 上学能办不能办 我想问租房怎么算 13800138000",
}
HOUSES = {
    "rent": "租的 租房 租赁 租赁房屋 我租的房 1 租房住",
    "own": "自己的房子 自有 买的 自有房屋 我自己的房子 2",
    "presale": "期房 没办证 还没办证 购房合同 已购未办证房屋",
    "dormitory": "宿舍 单位宿舍 公司宿舍 住公司宿舍 员工宿舍吧 我住宿舍",
    "lodging": "朋友家 亲戚家 住亲戚家 借住 借住在朋友家 在朋友家住 5",
    None: "房屋 租房合同要备案吗 租的和买的 要房产证吗 不是租的 6 江滨区公司宿舍路18号租赁站3栋",
}


@pytest.mark.parametrize(("expected", "said"), [(e, s) for e, line in GROUNDS.items() for s in line.split()])
def test_grounds(expected: str | None, said: str) -> None:
    assert choose(said, GROUND.options) == expected


@pytest.mark.parametrize(("expected", "said"), [(e, s) for e, line in HOUSES.items() for s in line.split()])
def test_houses(expected: str | None, said: str) -> None:
    assert choose(said, _housing().options) == expected


DATES = {
    date(
        2023, 7, 8
    ): "我是2023年7月8号过来的 2023年7月8日 大概是2023年7月8号 从2023年7月8号开始住 自2023年7月8日起 在2023年7月8号来的 2023年7月8号搬来的 "
    "2023年7月8号开始住的 2023年7月8号到这边的 我大概是从2023年7月8号开始住到这边来的 2023年7月8號搬過來的 二〇二三年七月八号来这边的 是2023.7.8 2023-07-08来云江的 "
    "应该是2023年7月8日吧 20230708左右 2023年7月8日入住 我们一家是2023年7月8日搬到这里的 2023年7月8号，来打工的 居住日期：2023年7月8日 我2023年7月8号就来了 2023年7月8号至今 23年7月8号来的",
    date(2025, 5, 1): "去年5月来的 我是去年五月份过来的 去年5月份左右搬来的 2025年5月开始住",
    date(2026, 11, 22): "昨天 昨天来的 我昨天刚到 昨天搬过来的",
    date(2026, 11, 20): "三天前 三天前来的 大前天到的",
    date(2025, 11, 23): "一年前 一年前来的 大概一年前搬来的",
    None: "忘了 2023年国庆 大概是2023年国庆 2023年2月30日 不记得了 来的 我是过来的 从 去年来的 什么时候都行 13912345678 要从哪天算",
}


@pytest.mark.parametrize(("expected", "said"), [(e, s) for e, line in DATES.items() for s in line.split()])
def test_dates(expected: date | None, said: str) -> None:
    assert parse_date(said, TODAY) == expected


def test_there_are_enough_answers_in_the_tables() -> None:
    tables = (HERE, LONG_ENOUGH, GROUNDS, HOUSES)
    assert sum(len(line.split()) for table in tables for line in table.values()) >= 150
