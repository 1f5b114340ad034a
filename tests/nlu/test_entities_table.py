"""Entities against lines marked by hand (``tests/nlu/entities``): every one with its exact span and value, and no other."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities.counted import find_counted
from bot.nlu.entities.extractor import GovernmentEntityExtractor
from bot.nlu.normalise import normalise
from bot.services import content

TABLES = sorted((Path(__file__).parent / "entities").glob("*.yml"))
_MARKED = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<entity>\w+)=(?P<value>[^)]+)\)")
FRIDAY = date(2026, 11, 27)


class Line(NamedTuple):
    text: str
    expected: list[tuple[str, str, str, int]]  # entity, value, what is written, where it starts
    kinds: frozenset[str]
    today: date


def _line(marked: str, kinds: frozenset[str], today: date) -> Line:
    text, expected, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        expected.append((match["entity"], match["value"], match["text"], len(text)))
        text += match["text"]
        at = match.end()
    return Line(text + marked[at:], expected, kinds, today)


def _lines() -> list[Line]:
    lines = []
    for path in TABLES:
        body: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines += [_line(marked, frozenset(body["kinds"]), body["today"]) for marked in body["lines"]]
    return lines


LINES = _lines()


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len(LINES) >= 400
    assert {kind for line in LINES for kind in line.kinds} >= {
        "service_item",
        "aspect",
        "date",
        "time",
        "uscc",
    }


@pytest.mark.parametrize("line", LINES, ids=[line.text for line in LINES])
def test_every_entity_stands_where_it_stands(
    house: FastAPI, monkeypatch: pytest.MonkeyPatch, line: Line
) -> None:
    monkeypatch.setattr(content, "today", lambda: line.today)
    found = [
        (one["entity"], one["value"], line.text[one["start"] : one["end"]], one["start"])
        for one in GovernmentEntityExtractor.entities(line.text, normalise(line.text))
        if one["entity"] in line.kinds
    ]
    assert found == line.expected


_PIECES = st.sampled_from(
    [*"零一二三十百千万半两个点月日号年周天前后内元块人岁第上下到至 -:：,.0123456789", "下周", "国庆", "2026"]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_nothing_that_can_be_typed_is_an_error(text: str) -> None:
    folded = normalise(text).gapped()
    for found in find_counted(folded.text, FRIDAY):
        start, end = folded.span(found.start, found.end)
        assert 0 <= start < end <= len(text)
        assert found.value
