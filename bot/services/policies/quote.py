"""An article in words for a citizen: verbatim, and never cut in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.services.answers.answer import Answer, Source
from bot.services.policies.view import ArticleView, PolicyView

MARK = "政策原文"
EXCERPT = "（节选）"
LONGEST = 420  # characters of an article that is quoted whole
_GAP = "……"
_ITEM = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]")
_SENTENCE = re.compile(r"[^。；]*[。；]?")


def quote(policy: PolicyView, article: ArticleView, focus: Sequence[int] = ()) -> Answer:
    """`focus`: the lines of the article that answer, the best first; counts where it is too long to be quoted whole."""
    text, shortened = excerpt(article.text, focus)
    day = policy.effective_on
    whole = "全文" if shortened else "官方文本"
    lines = [
        f"【{MARK}】{_cited(policy, article.no)}{EXCERPT if shortened else ''}：",
        text,
        f"（{day.year}年{day.month}月{day.day}日起施行。{whole}：{policy.url}）",
    ]
    return Answer("\n".join(lines), source(policy, article.no))


def source(policy: PolicyView, no: str = "") -> Source:
    last_day = policy.repealed_on - timedelta(days=1) if policy.repealed_on else None
    return Source(policy.issuer, _cited(policy, no), policy.url, policy.effective_on, last_day, None)


def _cited(policy: PolicyView, no: str) -> str:
    number = f"（{policy.number}）" if policy.number else ""
    return f"《{policy.title}》{number}{no}"


def excerpt(text: str, focus: Sequence[int] = (), longest: int = LONGEST) -> tuple[str, bool]:
    """The article, or the whole lines of it that answer; whether anything was left out.

    An 项 brings the line that leads it. A single line too long by itself ends at the end of a sentence.
    """
    if len(text) <= longest:
        return text, False
    lines = text.split("\n")
    chosen: set[int] = set()
    for at in [*focus, *range(len(lines))]:
        wanted = chosen | {at, _leader(lines, at)}
        if chosen and sum(len(lines[each]) for each in wanted) > longest:
            if at in focus:
                continue
            break
        chosen = wanted
    pieces: list[str] = []
    before = -1
    for at in sorted(chosen):
        if at > before + 1:
            pieces.append(_GAP)
        pieces.append(_sentences(lines[at], longest))
        before = at
    if before < len(lines) - 1:
        pieces.append(_GAP)
    return "\n".join(pieces), True


def _leader(lines: Sequence[str], at: int) -> int:
    """The line that an 项 belongs to; any other line is its own."""
    while at > 0 and _ITEM.match(lines[at]):
        at -= 1
    return at


def _sentences(line: str, longest: int) -> str:
    """`line`, or its first sentences; at least one."""
    if len(line) <= longest:
        return line
    kept = ""
    for sentence in _SENTENCE.findall(line):
        if kept and len(kept) + len(sentence) > longest:
            break
        kept += sentence
    return kept + _GAP if kept != line else kept
