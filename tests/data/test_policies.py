"""The shipped law texts: whole sentences of public law, each article once, in order, with its source.

Nothing here can say that the wording is the law's; these are the marks a careless copy leaves.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.services import yaml_text
from bot.settings import ROOT

FILES = sorted((ROOT / "data" / "policies").glob("*.yml"))
REQUIRED = {"title", "issuer", "issued_on", "effective_on", "url", "complete", "articles"}
OPTIONAL = {"number", "repealed_on"}
ARTICLE_FIELDS = {"no", "text", "chapter", "asks"}
ISSUERS = re.compile(r"全国人民代表大会|国务院|中共中央|公安部|市场监督管理总局")
HEADING = re.compile(r"第[一二三四五六七八九十]+(编|分编|章|节)\s")
ARTEFACT = re.compile(r"[<>&{}\[\]#*_|\\\t\r]|https?:|www\.|-\s*\d+\s*-|第\s*\d+\s*页|…|�")
HALF_WIDTH = re.compile(r"[一-鿿][,;:()?!]|[,;:()?!][一-鿿]")
ITEM = re.compile(r"^(?:（([一二三四五六七八九十]+)）|([一二三四五六七八九十]+)、)")
SUB_ITEM = re.compile(r"^\d+．")
NUMBER = re.compile(
    r"中华人民共和国主席令第[一二三四五六七八九十百]+号"
    r"|中华人民共和国国务院令第\d+号"
    r"|中华人民共和国公安部令第\d+号"
    r"|国家市场监督管理总局令第\d+号"
    r"|全国人民代表大会常务委员会委员长令第八号"
)

DIGITS = "零一二三四五六七八九"


def _arabic(numeral: str) -> int:
    """1260 for 一千二百六十; raises ValueError on anything that is not written so."""
    total, digit = 0, 0
    for char in numeral:
        if char in DIGITS:
            digit = DIGITS.index(char)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    total += digit
    if _chinese(total) != numeral:
        raise ValueError(numeral)
    return total


def _chinese(number: int) -> str:
    """The way statutes write it: 十, 二十一, 一百零七, 一百一十, 一千零四十七."""
    written, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if pending_zero and written else "") + DIGITS[digit] + name
        pending_zero = not digit and bool(written)
    return written.removeprefix("一") if written.startswith("一十") else written


def _read(path: Path) -> dict[str, Any]:
    document = yaml_text.parse(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


DOCUMENTS = {path.stem: _read(path) for path in FILES}
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))
each_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


STATUTE_NUMERALS = {
    "一": 1,
    "十": 10,
    "十九": 19,
    "二十": 20,
    "一百零七": 107,
    "一百一十": 110,
    "二百一十一": 211,
    "一千": 1000,
    "一千零四十七": 1047,
    "一千一百零六": 1106,
    "一千二百六十": 1260,
}


@pytest.mark.parametrize(("numeral", "number"), STATUTE_NUMERALS.items())
def test_numerals_are_read_as_statutes_write_them(numeral: str, number: int) -> None:
    assert _arabic(numeral) == number
    assert _chinese(number) == numeral


@pytest.mark.parametrize("numeral", ["一十", "一百一", "二百零", "十十", "一千四十七", "一百零十", "〇"])
def test_numerals_written_otherwise_are_refused(numeral: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        _arabic(numeral)


def test_there_is_as_much_as_was_promised() -> None:
    assert len(DOCUMENTS) >= 25
    assert sum(len(document["articles"]) for document in DOCUMENTS.values()) >= 300
    titles = [document["title"] for document in DOCUMENTS.values()]
    assert len(set(titles)) == len(titles)


@each_document
def test_every_document_says_what_it_is(document: dict[str, Any]) -> None:
    assert set(document) >= REQUIRED
    assert set(document) <= REQUIRED | OPTIONAL
    assert re.fullmatch(r"[一-鿿（）]{4,40}", document["title"])
    assert ISSUERS.search(document["issuer"])
    assert "number" not in document or NUMBER.fullmatch(document["number"])
    assert re.fullmatch(r"https://[a-z.]+\.gov\.cn/(\S+)?|https://flk\.npc\.gov\.cn/", document["url"])


@each_document
def test_its_dates_are_possible(document: dict[str, Any]) -> None:
    issued, effective = document["issued_on"], document["effective_on"]
    assert isinstance(issued, date)
    assert isinstance(effective, date)
    assert date(1949, 10, 1) < issued <= effective <= issued + timedelta(days=400)


@each_document
def test_its_articles_stand_in_order_each_once(document: dict[str, Any]) -> None:
    numbers = []
    for article in document["articles"]:
        assert set(article) >= {"no", "text", "asks"}
        assert set(article) <= ARTICLE_FIELDS
        match = re.fullmatch(r"第([一二三四五六七八九十百千零]+)条", article["no"])
        assert match, article["no"]
        numbers.append(_arabic(match[1]))
    assert numbers == sorted(set(numbers))
    if document["complete"]:
        assert numbers == list(range(1, len(numbers) + 1))


@each_document
def test_no_article_is_cut_short(document: dict[str, Any]) -> None:
    for article in document["articles"]:
        lines = article["text"].split("\n")
        for line in lines:
            assert re.search(r"[。；：]”?$", line), (article["no"], line[-20:])
        assert re.search(r"。”?$", lines[-1]), (article["no"], lines[-1][-20:])
        assert not lines[0].startswith(("第一款", article["no"])), article["no"]


@each_document
def test_no_item_of_a_list_is_missing(document: dict[str, Any]) -> None:
    """（一）（二）（三）… each on its line, none left out, after a line that announces them."""
    for article in document["articles"]:
        expected = 1
        before = ""
        for line in article["text"].split("\n"):
            match = ITEM.match(line)
            if SUB_ITEM.match(line):
                pass  # 目, within an item
            elif match is None:
                assert not before.endswith("；"), (article["no"], line[:20])
                expected = 1
            else:
                found = _arabic(match[1] or match[2])
                if found == 1:
                    assert before.endswith("："), (article["no"], before[-20:])
                assert found in {1, expected}, (article["no"], line[:20])
                expected = found + 1
            before = line


@each_document
def test_brackets_and_quotes_close(document: dict[str, Any]) -> None:
    for article in document["articles"]:
        for left, right in ("（）", "《》", "“”"):
            text = article["text"]
            assert text.count(left) == text.count(right), (article["no"], left)


@each_document
def test_nothing_a_machine_left_behind(document: dict[str, Any]) -> None:
    for article in document["articles"]:
        text, no = article["text"], article["no"]
        assert not ARTEFACT.search(text), (no, ARTEFACT.search(text))
        assert not HALF_WIDTH.search(text), (no, HALF_WIDTH.search(text))
        assert not re.search(r"[ 　\xa0]", text), no
        assert not any(HEADING.match(line + " ") and len(line) < 20 for line in text.split("\n")), no
        assert not re.search(r"([。；，：、])\1", text), no
        assert re.fullmatch(r"(第\S+ \S+ ?)*", article.get("chapter", "")), no


@each_document
def test_every_article_has_questions_as_people_ask_them(document: dict[str, Any]) -> None:
    seen: set[str] = set()
    for article in document["articles"]:
        asks = article["asks"]
        assert 2 <= len(asks) <= 5, article["no"]
        assert not seen.intersection(asks), (article["no"], seen.intersection(asks))
        seen.update(asks)
        assert all(re.fullmatch(r"[\w一-鿿]{4,30}", ask) for ask in asks), (article["no"], asks)


@each_file
def test_every_text_is_quoted(path: Path) -> None:
    """Unquoted, `no` is a truth value to YAML and a wording may lose its colon."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem)
    plain = re.compile(
        r"(issued_on|effective_on|repealed_on): \d{4}-\d\d-\d\d|complete: (true|false)|articles:"
    )
    quoted = re.compile(r'((  - )?"no"|    (text|chapter)|title|number|issuer|url): "[^"]+"')
    asks = re.compile(r'    asks: \["[^"]+"(, "[^"]+")*\]')
    for line in path.read_text(encoding="utf-8").splitlines():
        assert plain.fullmatch(line) or quoted.fullmatch(line) or asks.fullmatch(line), line[:60]
