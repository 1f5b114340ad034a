"""The tables of words that staff keep: what citizens say beside what is meant by it, each in a file of ``data/lexicon``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT


@dataclass(frozen=True)
class Table:
    """`word`: what one of citizens' words must look like, and `looks` says so. `shortest`: characters of any word."""

    key: str
    title: str
    file: str
    official: str
    official_help: str
    words_help: str
    word: re.Pattern[str]
    looks: str
    shortest: int = 2
    longest: int = 30
    has_loose: bool = False

    @property
    def path(self) -> Path:
        return ROOT / "data" / "lexicon" / self.file

    @property
    def subject(self) -> str:
        """In the audit log, before the official word."""
        return "words" if self is SYNONYMS else self.key


_ANY = re.compile(r"[^\s#>]+")
SYNONYMS = Table(
    "synonyms",
    "同义词",
    "synonyms.txt",
    "规范说法",
    "法规、办事指南里的正式名称，例如：机动车驾驶证。",
    "一行一个：俗称、旧称、简称。只写意思一样的，不写更大或更小的概念。",
    _ANY,
    "里不能有空格、# 或 >。",
    has_loose=True,
)
DIALECT = Table(
    "dialect",
    "方言",
    "dialect.txt",
    "普通话的词",
    "市民要说的意思，例如：怎么办。",
    "一行一个：各地怎么说。只写没有别的意思的，正常的话里会出现的字词不要写。",
    _ANY,
    "里不能有空格、# 或 >。",
    shortest=1,
    longest=12,
)
LATIN = Table(
    "latin",
    "拼音和英文",
    "latin.txt",
    "中文词",
    "市民要说的意思，例如：身份证。",
    "一行一个：英文、拼音或拼音首字母，只用小写字母，不留空格。四个字母起在一串字母里面也认，更短的只在单独出现时认。",
    re.compile(r"[a-z]+"),
    "只能用小写的英文字母，不留空格。",
)
TABLES = {table.key: table for table in (SYNONYMS, DIALECT, LATIN)}
