"""提问: how many, about what, whose, when, from where, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot.services.insight.cells import Cell, cells, cells_of
from bot.services.insight.period import Period
from bot.services.insight.tally import Tally

SPEEDS = ("0.1 秒以内", "0.1–0.3 秒", "0.3–1 秒", "1–3 秒", "3 秒以上")


@dataclass(frozen=True)
class Row:
    """`before`: the same key in the period before, None where that was not asked for."""

    key: str
    tally: Tally
    department: str = ""
    before: Tally | None = None


@dataclass(frozen=True)
class Questions:
    """Each list with the most frequent first, but for days, hours and classes of speed, which are in order."""

    total: Tally
    before: Tally
    days: list[tuple[date, Tally]]
    hours: list[tuple[int, Tally]]
    topics: list[Row]
    departments: list[Row]
    regions: list[Row]
    channels: list[Row]
    speeds: list[tuple[str, Tally]]


def questions(session: Session, period: Period) -> Questions:
    by_day = cells(session, "day", period, by_day=True)
    now = cells_of(session, ("topic", "hour", "region", "channel", "speed"), period)
    before = cells_of(session, ("day", "topic"), period.before())
    days = _sum(by_day, lambda cell: cell.day)
    hours = _sum(now["hour"], lambda cell: int(cell.key))
    speeds = _sum(now["speed"], lambda cell: int(cell.key))
    return Questions(
        total=_all(by_day),
        before=_all(before["day"]),
        days=[(day, days.get(day, Tally())) for day in period.all_days()],
        hours=[(hour, hours.get(hour, Tally())) for hour in range(24)],
        topics=_topics(now["topic"], before["topic"]),
        departments=_rows(by_day, lambda cell: cell.department, before["day"]),
        regions=_rows(now["region"], lambda cell: cell.key),
        channels=_rows(now["channel"], lambda cell: cell.key),
        speeds=[(label, speeds.get(number, Tally())) for number, label in enumerate(SPEEDS)],
    )


def _sum(found: Iterable[Cell], key_of: Callable[[Cell], object]) -> dict[object, Tally]:
    sums: dict[object, Tally] = {}
    for cell in found:
        sums.setdefault(key_of(cell), Tally()).update(cell.counts)
    return sums


def _all(found: Iterable[Cell]) -> Tally:
    return _sum(found, lambda _: "").get("", Tally())


def _topics(found: list[Cell], earlier: list[Cell]) -> list[Row]:
    """An answer's topic; a question that had none is in the totals only."""
    named = [cell for cell in found if cell.key != ":"]
    owners = {cell.key: cell.department for cell in named}
    rows = _rows(named, lambda cell: cell.key, [cell for cell in earlier if cell.key != ":"])
    return [Row(row.key, row.tally, owners[row.key], row.before) for row in rows]


def _rows(found: list[Cell], key_of: Callable[[Cell], str], earlier: list[Cell] | None = None) -> list[Row]:
    sums = _sum(found, key_of)
    before = _sum(earlier, key_of) if earlier is not None else None
    rows = [
        Row(str(key), tally, before=before.get(key, Tally()) if before is not None else None)
        for key, tally in sums.items()
    ]
    return sorted(rows, key=lambda row: (-row.tally.answers, -row.tally.questions, row.key))
