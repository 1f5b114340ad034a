"""Opening a shop is one thing to do, whatever it sells; a shop that is there, or needs a licence of its own, is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.shops import shops

KINDS = [
    "早餐店",
    "螺蛳粉店",
    "小吃店",
    "服装店",
    "修车铺",
    "理发店",
    "小卖部",
    "便利店",
    "花店",
    "包子铺",
    "美容院",
    "面馆",
]
OPEN = ["我想开个{}", "打算开一家{}", "俺要弄个{}", "准备盘个{}"]
ASKS = ["要办照", "咋办手续", "要办啥证", "，要办执照不", "需要什么证件", "，证怎么办", "要准备哪些材料"]


@given(st.sampled_from(KINDS), st.sampled_from(OPEN), st.sampled_from(["", *ASKS]))
def test_whatever_it_sells(kind: str, said: str, asked: str) -> None:
    opening = shops().find(said.format(kind) + asked)
    assert opening is not None
    assert opening.asks if asked else opening.bare


@pytest.mark.parametrize(
    "said",
    [
        "楼下开了个烧烤店太吵",
        "开着的小超市想转让",
        "饭店油烟太大了我要投诉",
        "开药店要什么手续",
        "开个旅馆要办什么证",
        "想开家烟酒店",
        "开个棋牌室要不要执照",
        "开个剧本杀店要审批吗",
        "开家宠物医院店",
        "理发店办卡不退钱",
        "开通社保卡",
        "弄丢了店里的执照",
    ],
)
def test_what_is_no_opening(said: str) -> None:
    assert shops().find(said) is None


@pytest.mark.parametrize(
    "said",
    ["开小吃店要办健康证吗", "能在住宅楼开饭店吗", "开奶茶店加盟怎么样", "楼下开个烧烤店天天冒烟我要投诉"],
)
def test_what_asks_something_else_of_it(said: str) -> None:
    opening = shops().find(said)
    assert opening is not None and not opening.asks and not opening.bare
