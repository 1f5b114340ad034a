"""What items and answers say of a law agrees with the law's own text, where that text ships (data/policies).

The order number they name must be that of the version in force, and a time limit counted from the same event
must be as long. So an amendment taken into data/policies shows every item and answer that still follows the old one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.nlu.entities import numerals
from bot.services import yaml_text
from bot.settings import ROOT

CATALOGUE = sorted((ROOT / "data" / "catalogue").rglob("*.yml"))
ITEM_FILES = sorted((ROOT / "data" / "catalogue").glob("*.yml"))  # not forms/ and bundles/
FAQ = sorted((ROOT / "data" / "nlu" / "faq").glob("*.yml"))

ORDER = re.compile(r"第([0-9一二三四五六七八九十百]+)号")
KIND = re.compile(r"主席令|国务院令|公安部令|市场监督管理总局令|委员长令")
ARTICLE = re.compile(r"第[一二三四五六七八九十百千零]+条")
NUMERAL = r"[0-9]+|[一二三四五六七八九十百]+"
LIMIT = re.compile(rf"自([^，。；、：\n]{{2,30}}?)之日起({NUMERAL})个?(?:工作日|日|年|个月)")
# Replaced by a law text of ours or by a rule named beside it: no answer may rest on them.
REPEALED = [
    "社会救助暂行办法",
    "城市居民最低生活保障条例",
    "农村五保供养工作条例",
    "个体工商户条例",
    "个体工商户年度报告暂行办法",
    "市场监督管理投诉举报处理暂行办法",
    "食品经营许可管理办法",
    "退役士兵安置条例",
    "合同法",
    "婚姻法",
    "收养法",
    "继承法",
    "物权法",
]


def _bare(title: str) -> str:
    return title.strip().strip("《》").removeprefix("中华人民共和国")


def _read(path: Any) -> Any:
    return yaml_text.parse(path.read_text(encoding="utf-8"))


LAWS: dict[str, Any] = {}
for _path in sorted((ROOT / "data" / "policies").glob("*.yml")):
    _law = _read(_path)
    LAWS[_bare(_law["title"])] = _law


def _sources(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every {title, doc_no, article} below node, with the nearest code, intent or key as its place."""
    if isinstance(node, dict):
        where = str(node.get("code") or node.get("intent") or where)
        if "title" in node and "doc_no" in node:
            yield where, node
        for value in node.values():
            yield from _sources(value, where)
    elif isinstance(node, list):
        for value in node:
            yield from _sources(value, where)


SOURCES = [
    (where, source) for path in [*CATALOGUE, *FAQ] for where, source in _sources(_read(path), path.stem)
]
OF_OURS = [(where, source) for where, source in SOURCES if _bare(source["title"]) in LAWS]


def _numbers(doc_no: str) -> set[int]:
    return {_number(numeral) for numeral in ORDER.findall(doc_no)}


def _number(numeral: str) -> int:
    value = int(numeral) if numeral.isdigit() else numerals.whole(numeral)
    assert value is not None, numeral
    return value


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _articles(source: dict[str, Any]) -> list[str]:
    """The texts of the articles it names, as far as they ship."""
    law = LAWS.get(_bare(source["title"]))
    if law is None:
        return []
    named = set(ARTICLE.findall(source["article"] or ""))
    return [article["text"] for article in law["articles"] if article["no"] in named]


def _limits(text: str) -> dict[str, set[int]]:
    """Event → the lengths of the limits that run from it, each as its bare number."""
    found: dict[str, set[int]] = {}
    for event, numeral in LIMIT.findall(text):
        found.setdefault(event, set()).add(_number(numeral))
    return found


def _claims() -> Iterator[tuple[str, str, list[str], bool]]:
    """Place, what is said there, the articles it is said to rest on, and whether it rests on nothing else."""
    for path in ITEM_FILES:
        for item in (_read(path) or {}).get("items", []):
            texts = [text for law in item["by_law"] for text in _articles(law)]
            said = [
                item["summary"],
                item["anticipate"]["explain"],
                *(step["text"] for step in item["handle_flow"]),
            ]
            alone = all(_bare(law["title"]) in LAWS for law in item["by_law"])
            yield item["code"], "\n".join([*said, *item.get("special", [])]), texts, alone
    for path in FAQ:
        document = _read(path)
        for entry in document["nlu"]:
            answers = document["responses"][f"utter_{entry['intent']}"]
            texts = _articles(entry["metadata"]["source"])
            yield entry["intent"], "\n".join(answer["text"] for answer in answers), texts, True


CLAIMS = [claim for claim in _claims() if claim[2] and LIMIT.search(claim[1])]


def test_there_is_something_to_compare() -> None:
    assert len(OF_OURS) >= 200
    assert len(CLAIMS) >= 20


@pytest.mark.parametrize(("where", "source"), OF_OURS, ids=[f"{where}-{s['title']}" for where, s in OF_OURS])
def test_a_source_names_the_version_in_force(where: str, source: dict[str, Any]) -> None:
    law = LAWS[_bare(source["title"])]
    if "number" in law:
        assert _numbers(law["number"]) <= _numbers(source["doc_no"]), (where, source["doc_no"], law["number"])
        assert set(KIND.findall(law["number"])) <= set(KIND.findall(source["doc_no"])), (
            where,
            source["doc_no"],
        )
    else:
        dates = [_chinese_date(law["issued_on"]), _chinese_date(law["effective_on"])]
        assert any(day in source["doc_no"] for day in dates), (where, source["doc_no"], dates)


@pytest.mark.parametrize(("where", "said", "texts", "alone"), CLAIMS, ids=[claim[0] for claim in CLAIMS])
def test_a_limit_is_as_long_as_in_the_article(where: str, said: str, texts: list[str], alone: bool) -> None:
    lawful = _limits("\n".join(texts))
    for event, lengths in _limits(said).items():
        for named, allowed in lawful.items():
            if event.endswith(named) or named.endswith(event):
                # A more detailed rule beside the law may shorten its limit, never lengthen it.
                kept = lengths <= allowed if alone else max(lengths) <= max(allowed)
                assert kept, (where, event, lengths, allowed)


@pytest.mark.parametrize("title", REPEALED)
def test_no_source_is_a_repealed_rule(title: str) -> None:
    assert [where for where, source in SOURCES if _bare(source["title"]) == title] == []


def test_a_limit_is_read_in_either_kind_of_numerals() -> None:
    assert _limits("自受理申请之日起十五日内，自领证之日起30个工作日内") == {"受理申请": {15}, "领证": {30}}
    assert _numbers("国务院令第262号公布，国务院令第844号修订") == {262, 844}
    assert _numbers("中华人民共和国主席令第一百二十二号") == {122}
