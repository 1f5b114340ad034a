"""诉求热点: what many complain of at the same time, and whether it grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.services.insight.alike import alike
from bot.services.insight.period import Period
from bot.services.insight.told import Told, how_many, told
from bot.services.routing.material import seed_examples

FEWEST = 3  # complaints; fewer are cases, not an issue
_EXAMPLES = 5
_WEEKS_FROM = 45  # days


@dataclass(frozen=True)
class Issue:
    """`now` and `before`: how many in the period and in the one before it; `heat`: (first day, how many), in order."""

    words: tuple[str, ...]
    now: int
    before: int
    heat: tuple[tuple[date, int], ...]
    types: Counter[str]
    departments: Counter[str]
    examples: tuple[Told, ...]

    @property
    def title(self) -> str:
        return "、".join(self.words)

    @property
    def trend(self) -> str:
        if self.before == 0:
            return "新出现"
        if self.now > self.before:
            return "上升"
        return "下降" if self.now < self.before else "持平"


@dataclass(frozen=True)
class Hot:
    """`total`: orders in the period; `read`: those looked at, the newest, of both periods."""

    issues: list[Issue]
    total: int
    read: int


def hot(session: Session, period: Period, types: Collection[str] = ()) -> Hot:
    """Both periods are put together at once, so that an issue is the same in both."""
    both = Period(period.before().first, period.last, period.departments)
    found = told(session, both, types)
    total = how_many(session, period, types)
    background = [text for text, _ in seed_examples()]
    groups = alike([each.words for each in found], FEWEST, background)
    issues = [_issue([found[n] for n in members], words, period) for members, words in groups]
    current = [issue for issue in issues if issue.now >= FEWEST]
    return Hot(sorted(current, key=lambda each: (-each.now, each.before, each.title)), total, len(found))


def spans(period: Period) -> list[tuple[date, date]]:
    """(first, last) day of each bar: days, or weeks of a long period, the first of which may be shorter."""
    if period.days <= _WEEKS_FROM:
        return [(day, day) for day in period.all_days()]
    ends = [period.last - timedelta(days=7 * n) for n in range(-(-period.days // 7))][::-1]
    return [(max(end - timedelta(days=6), period.first), end) for end in ends]


def _issue(members: list[Told], words: list[str], period: Period) -> Issue:
    here = [each for each in members if period.first <= each.day <= period.last]
    days = Counter(each.day for each in here)
    heat = [
        (first, sum(times for day, times in days.items() if first <= day <= last))
        for first, last in spans(period)
    ]
    return Issue(
        words=tuple(words),
        now=len(here),
        before=len(members) - len(here),
        heat=tuple(heat),
        types=Counter(each.order_type for each in here),
        departments=Counter(each.department for each in here),
        examples=tuple([each for each in here if each.shown][:_EXAMPLES]),
    )
