"""Which messages want everything of a life event at once, and which only one item of it."""

from __future__ import annotations

import pytest

from bot.nlu.bundles import EVERY, BundleNames
from bot.nlu.matcher import NameMatcher
from bot.nlu.plain import plain_text
from bot.services.bundles.files import read_bundles
from bot.services.catalogue.form_files import read_forms
from bot.services.catalogue.read import read_dir
from bot.services.catalogue.views import BundleName
from bot.settings import ROOT

FOLDER = ROOT / "data" / "catalogue"


@pytest.fixture(scope="module")
def names() -> tuple[BundleNames, NameMatcher]:
    """Of the shipped catalogue."""
    files = read_dir(FOLDER)
    bundles, _ = read_bundles(FOLDER, files, read_forms(FOLDER, files)[0])
    items = [
        (item.code, plain_text(name))
        for f in files
        for item in f.items
        for name in (item.name, *item.aliases)
    ]
    known = [BundleName(code, each.title, tuple(each.aliases)) for code, each in bundles.items()]
    return BundleNames(known), NameMatcher(items)


@pytest.mark.parametrize(
    ("text", "code", "begins"),
    [
        ("我要办出生一件事", "newborn", True),
        ("新生儿出生一件事", "newborn", False),
        ("孩子出生要办哪些", "newborn", False),
        ("我家娃刚出生，都要办啥", "newborn", False),
        ("出生一件事怎么办", "newborn", False),
        ("开公司一条龙", "business", False),
        ("帮我走企业开办一条龙", "business", True),
        ("想开个奶茶店，要跑哪些部门", "business", False),
        ("退休要办哪些手续", "retire", False),
        ("继续办退休一件事", "retire", True),
        ("买二手房要办哪些手续", "house", False),
        ("我要办二手房过户一件事", "house", True),
        ("我爸爸去世了怎么办手续", "afterlife", False),
        ("有哪些一件事可以办", EVERY, False),
    ],
)
def test_an_event_as_a_whole(
    names: tuple[BundleNames, NameMatcher], text: str, code: str, begins: bool
) -> None:
    folded = plain_text(text)
    wish = names[0].find(folded, names[1].find(folded))
    assert wish is not None
    assert (wish.code.removeprefix("bundle-"), wish.begins) == (code, begins)


@pytest.mark.parametrize(
    "text",
    [
        "新生儿怎么上户口",
        "出生登记要办什么手续",
        "出生医学证明丢了怎么补",
        "退休金怎么领",
        "公积金退休提取要什么材料",
        "二手房契税多少",
        "开公司要几个股东",
        "我想问一件事",
        "护照和身份证能一起办吗",
        "死亡注销户口要办什么手续",
        "不动产继承登记要哪些材料",
    ],
)
def test_one_item_of_it_or_nothing(names: tuple[BundleNames, NameMatcher], text: str) -> None:
    folded = plain_text(text)
    assert names[0].find(folded, names[1].find(folded)) is None


def test_a_name_in_words_of_a_dialect_is_found_like_any_other() -> None:
    one = BundleNames([BundleName("baby", "新生一件事", ("娃的事",))])
    wish = one.find(plain_text("娃的事要办哪些手续"), ())
    assert wish is not None and wish.code == "baby"
