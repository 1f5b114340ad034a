"""Nothing personal survives a mask, and nothing else is touched."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from bot.services.identity.mask import (
    mask_address,
    mask_homes,
    mask_id_number,
    mask_mobile,
    mask_name,
    mask_text,
)
from tests.services.people import id_numbers

GAPS = st.sampled_from(["", "", "", " ", "-", "－", "  ", "·", "\n", "，", "　", "\u200b"])
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证11010119900307123X，电话13800138000", "身份证110101********123X，电话138****8000"),
        ("110101 19900307 1234", "110101 ******** 1234"),
        ("旧证110101900307123", "旧证110101******123"),
        ("电话138-0013-8000转2", "电话138-****-8000转2"),
        ("+86 13800138000", "+86 138****8000"),
        ("一三八零零一三八零零零", "一三八****八零零零"),
        ("卡号6222 0212 3456 7890 123", "卡号6222 02** **** **** 123"),
        ("发到zhang.san@example.com吧", "发到z********@example.com吧"),
    ],
)
def test_what_is_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-03-01 2025-03-31",
        "国务院令第663号",
        "打12345或0000-8600110 12345",
        "01C1123K7QD4",
        "1234567890元",
        "2025年3月15日14:30",
        "三十五万",
        "第1、2、3、4条",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert mask_text(text) == text


def test_single_values() -> None:
    assert mask_id_number("110101199003071234") == "110101********1234"
    assert mask_mobile("13800000000") == "138****0000"
    assert (mask_name("张三"), mask_name("欧阳修"), mask_name("张"), mask_name("")) == (
        "张*",
        "欧**",
        "*",
        "",
    )
    assert mask_address("江滨区幸福路18号3栋502室") == "江滨区幸福路**号*栋***室"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("四川省成都市五一路", "四川省成都市五一路"),
        ("三门峡市九龙街十二号三单元五零二", "三门峡市九龙街**号*单元***"),
        ("七里河区３号楼", "七里河区*号楼"),
    ],
)
def test_a_number_in_a_name_is_no_house_number(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(
    st.text(max_size=40),
    id_numbers(),
    st.text(max_size=40),
    st.lists(GAPS, min_size=17, max_size=17),
    st.sampled_from(["half", "wide", "chinese"]),
)
def test_no_valid_id_number_survives(
    before: str, number: str, after: str, gaps: list[str], form: str
) -> None:
    typed = {"half": number, "wide": number.translate(WIDE), "chinese": number.translate(CHINESE)}[form]
    spaced = "".join(digit + gap for digit, gap in zip(typed, [*gaps, ""], strict=False))
    masked = mask_text(f"{before}{spaced}{after}")
    assert not _valid_numbers_in(masked)
    assert mask_text(masked) == masked
    assert len(masked) == len(before) + len(spaced) + len(after)


@given(
    st.sampled_from("3456789"),
    st.text("0123456789", min_size=8, max_size=8),
    st.lists(st.sampled_from(["", " ", "-"]), min_size=10, max_size=10),
)
def test_no_mobile_survives(second: str, rest: str, gaps: list[str]) -> None:
    number = f"1{second}{rest}"
    number += "0" * (11 - len(number))
    spaced = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=False))
    assert re.sub(r"[ -]", "", mask_text(f"我的号码是{spaced}。")) == f"我的号码是{mask_mobile(number)}。"


def _valid_numbers_in(text: str) -> list[str]:
    """Written without looking at the masking code: squeeze everything but letters, digits and stars out, then try."""
    plain = unicodedata.normalize("NFKC", text).upper()
    for n, ch in enumerate("〇一二三四五六七八九"):
        plain = plain.replace(ch, str(n))
    squeezed = re.sub(r"[ \-·\n，,\u200b　－]", "", plain)
    return [
        squeezed[at : at + 18]
        for at in range(len(squeezed) - 17)
        if squeezed[at : at + 18].isascii() and ric.is_valid(squeezed[at : at + 18])
    ]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("云江市江滨区幸福路18号3栋502室", "云江市江滨区幸福路**号*栋***室"),
        ("我家住幸福路18号阳光花园3栋2单元502，漏水", "我家住幸福路**号阳光花园*栋*单元***，漏水"),
        ("幸福路十八号三栋五零二室", "幸福路**号*栋***室"),
        ("２单元３０２，3-2-502室", "*单元***，*-*-***室"),
    ],
)
def test_the_way_to_a_door_is_hidden(text: str, masked: str) -> None:
    assert mask_homes(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "幸福路18号", "政务大厅3楼5号窗口", "三室两厅的房子契税多少", "2026年12月1号办房产证", "一户一宅",
        "有3个孩子住2室", "一家三口住一室一厅", "三十二户五保户", "阳光小区5栋", "1月3号下午2座", "买第二套房",
    ],
)  # fmt: skip
def test_what_leads_to_no_door_stays(text: str) -> None:
    assert mask_homes(text) == text


@given(st.text(alphabet="三号栋室-3 502楼单元路，", max_size=400))
def test_homes_are_masked_at_once_and_as_long(text: str) -> None:
    masked = mask_homes(text)
    assert len(masked) == len(text)
    assert mask_homes(masked) == masked
