"""Yes and no as people say them: 是的, 住满了, 户口不在这边, 快满了 (not yet), 没有呢."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from bot.services.forms.choices import numbered
from bot.services.forms.heard import asks, fold, key_of

Assent = Literal["yes", "no"]

_LONGEST_CLAUSE = 20
_MURMUR = re.compile(r"[嗯恩昂哦噢啊哎]+[的呐啦]?|好[的吧]?|行[吧]?")
_CLAUSE = re.compile(r"[,，。.;；、!！~～…\n]+")
# Doubt is no answer, and neither are two negations.
_DOUBT = re.compile(
    r"不(?:太|大|怎么|是很|很)?(?:确定|清楚|知道|晓得|记得|一定|好说|明白|懂|了解|肯定|敢)|没(?:想|记|弄|搞)|忘|说不|拿不准|"
    r"没准|^[你您]好|(?<!不)可能|也许|或许|差不多|好像|看情况|随便|[是有在]还是|不是没|不是不(?!是)|没有?不|不(?:得|能|会|可)不|并非[不没]|无不|"
    r"^(?:是的?|对的?|没错)[还也]?[不没否未无]"  # right, or not?
)
_KINDS = (
    (
        "yes",
        r"超过|没(?:有)?(?:错|问题|毛病|意见|异议)|不错|无误|无异议|肯定|必须|当然|确实|确认|确定|同意|愿意|符合|满足|需要|可以|对头|okay|yes|yeah|true|ok",
    ),
    ("almost", r"快要?|马上就?要?|就要|即将|还?差(?:一?点|几天?|[一二两三四五六七八九十0-9]+个?[天月年]?)?"),
    ("no", r"不到|不够|不足|未|不|没得|没|木有|否|无|非|别|冇|唔|nope|false|no"),
    (
        "filler",
        r"的话?|了|啊|呀|哦|噢|喔|呢|吧|嘛|哈|啦|呗|呐|哒|滴|哎|诶|嘞|哟|地|都|全|我家?|我们|咱们?|俺|本人|自己|您|你|那|就|也|还|"
        r"交|缴|早|刚|现在|目前|暂时|一直|从来|根本|并|真|其实|应该|大概|基本|算|当时|过|想|用|选|这里|这边|这儿|这个|这样|这|那边|那里|本地|本市|当地|人|它|到|来|先|太|很|多",
    ),
    ("yes", r"是|对|有|在|嗯|恩|昂|好|行|满|足|够|已经?|要|能|会|中|成|妥|得|系|y"),
    ("no", r"n"),
)


def yes_or_no(text: str, about: str = "") -> Assent | None:
    """None when it is neither: a question, a doubt, another sentence, or both at once.

    `about` is the question: its own words may be said back (户口不在云江市). 在河南 is content, no assent.
    """
    if asks(text):
        return None
    folded = fold(text)
    number = numbered(key_of(folded))
    if number in (0, 1):
        return "no" if number else "yes"
    echo = frozenset(key_of(about))
    return _agree(_CLAUSE.split(folded), echo) or _agree(re.split(rf"{_CLAUSE.pattern}|\s+", folded), echo)


def _agree(clauses: Iterable[str], echo: frozenset[str]) -> Assent | None:
    """What the clauses say that say anything; an explanation beside it is let be."""
    keys = [key for key in map(key_of, clauses) if key]
    weighty = [key for key in keys if not _MURMUR.fullmatch(key)]
    said = {each for each in (_clause(key, echo) for key in weighty) if each}
    if not said:  # 好的 alone agrees; after another answer it is politeness
        said = {each for each in (_clause(key, echo) for key in keys) if each and not weighty}
    return said.pop() if len(said) == 1 else None


def _clause(key: str, echo: frozenset[str]) -> Assent | None:
    if not key or len(key) > _LONGEST_CLAUSE or _DOUBT.search(key):
        return None
    kinds: set[str] = set()
    at = 0
    while at < len(key):
        word = _words().match(key, at)
        if word is not None:
            kinds.add(str(word.lastgroup).rstrip("_"))
            at = word.end()
        elif key[at] in echo:
            at += 1
        else:
            return None
    if "no" in kinds or "almost" in kinds:
        return "no"
    return "yes" if "yes" in kinds else None


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?P<{kind}{'_' * place}>{words})" for place, (kind, words) in enumerate(_KINDS))
    )
