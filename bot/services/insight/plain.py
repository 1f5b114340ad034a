"""All figures as plain values: for the command line, and whoever counts on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.services.insight import times
from bot.services.insight.figures import Figures
from bot.services.insight.funnel import STAGES
from bot.services.insight.hot import Hot
from bot.services.insight.outcomes import Outcome
from bot.services.insight.ratings import Rated
from bot.services.insight.tally import Tally


def plain(found: Figures, hot: Hot) -> dict[str, Any]:
    """Shares from 0 to 1, null where nothing was counted; days are 工作日."""
    names, asked, period = found.names, found.questions, found.period
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "departments": list(period.departments),
        "questions": _tally(asked.total),
        "before": _tally(asked.before),
        "by_day": [{"day": day.isoformat(), **_tally(tally)} for day, tally in asked.days],
        "by_hour": [{"hour": hour, **_tally(tally)} for hour, tally in asked.hours],
        "by_topic": [
            {
                "topic": row.key,
                "name": names.topic(row.key),
                "department": row.department,
                **_tally(row.tally),
            }
            for row in asked.topics
        ],
        "by_department": [
            {"department": row.key, "name": names.department(row.key), **_tally(row.tally)}
            for row in asked.departments
        ],
        "by_region": [{"region": row.key, **_tally(row.tally)} for row in asked.regions],
        "by_channel": [{"channel": row.key, **_tally(row.tally)} for row in asked.channels],
        "by_speed": [{"speed": label, "number": sum(tally.values())} for label, tally in asked.speeds],
        "funnels": [
            {
                "item": each.item,
                "name": names.item(each.item),
                "reached": dict(zip(STAGES, each.reached, strict=True)),
                "filed": each.filed.value,
                "refused": each.refused,
                "still_open": each.at_it,
            }
            for each in found.funnels
        ],
        "cases": [_finished(each, names.item(each.key)) for each in found.cases],
        "work_orders": [_finished(each, each.key) for each in found.orders],
        "ratings": {
            **_rated(found.ratings.total),
            "by_department": [{"department": each.key, **_rated(each)} for each in found.ratings.departments],
        },
        "hot_issues": [
            {"words": list(each.words), "number": each.now, "before": each.before, "trend": each.trend}
            for each in hot.issues
        ],
    }


def summary(found: Figures, hot: Hot) -> str:
    """A page to read in a terminal."""
    return "\n".join(_lines(found, hot))


def _lines(found: Figures, hot: Hot) -> Iterator[str]:
    total, period, names = found.questions.total, found.period, found.names
    of = "、".join(names.department(code) for code in period.departments) or "全市"
    yield f"{period.first} 至 {period.last}，{of}"
    yield f"提问 {total.questions}（上期 {found.questions.before.questions}），回答 {total.answers}"
    yield f"自助解决率 {total.self_service}，没听懂率 {total.not_understood}，回答有效率 {total.useful}，转人工 {total.handed_over}"
    for row in found.questions.topics[:10]:
        yield f"  {row.tally.answers:>6}  {names.topic(row.key)}"
    for each in found.funnels[:10]:
        yield f"漏斗 {names.item(each.item)}：" + " → ".join(
            f"{stage} {number}" for stage, number in zip(STAGES, each.reached, strict=True)
        )
    for label, groups in (("办件", found.cases), ("工单", found.orders)):
        done = times.together(groups)
        yield f"{label}办结 {done.number}，按时 {done.kept}，用时中位数 {_days(done.median)}，90% {_days(done.p90)}"
    rated = found.ratings.total
    mean = f"{rated.mean:.2f}" if rated.mean is not None else "—"
    yield f"评价 {rated.number}，平均分 {mean}，差评率 {rated.bad}，按期整改率 {rated.rectified}"
    for issue in hot.issues[:10]:
        yield f"热点 {issue.title}：{issue.now} 件（上期 {issue.before}，{issue.trend}）"


def _days(number: int | None) -> str:
    return "—" if number is None else f"{number} 个工作日"


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "questions": tally.questions,
        "answers": tally.answers,
        "self_service": tally.self_service.value,
        "not_understood": tally.not_understood.value,
        "useful": tally.useful.value,
        "handed_over": tally.handed_over,
        "outcomes": {each.value: tally[each] for each in Outcome if tally[each]},
    }


def _finished(each: times.Finished, name: str) -> dict[str, Any]:
    return {
        "key": each.key,
        "name": name,
        "department": each.department,
        "number": each.number,
        "promised": each.promised,
        "on_time": each.kept.value,
        "median_days": each.median,
        "p90_days": each.p90,
    }


def _rated(each: Rated) -> dict[str, Any]:
    return {
        "number": each.number,
        "mean": each.mean,
        "bad": each.bad.value,
        "rectified": each.rectified.value,
        "levels": {str(level): number for level, number in sorted(each.levels.items())},
    }
