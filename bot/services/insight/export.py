"""Figures as a workbook, a sheet a subject: numbers are numbers, and no text is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from bot.services.channels import channel_name
from bot.services.insight import times
from bot.services.insight.definitions import DEFINITIONS
from bot.services.insight.figures import Figures
from bot.services.insight.funnel import STAGES
from bot.services.insight.hot import Hot
from bot.services.insight.outcomes import Outcome
from bot.services.insight.ratings import Rated
from bot.services.insight.share import Share
from bot.services.insight.topic import KINDS
from bot.services.ratings.rate import LEVELS

Cell = str | int | float | Share | None
Sheet = tuple[str, Sequence[str], list[Sequence[Cell]]]
_PERCENT = "0.0%"


def workbook(found: Figures, hot: Hot) -> bytes:
    """An .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, headings, rows in (*_sheets(found), _issues(found, hot), _words(found)):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, cells in enumerate([headings, *rows], 1):
            for column, value in enumerate(cells, 1):
                _put(sheet.cell(number, column), value, bold=number == 1)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _put(cell: Any, value: Cell, *, bold: bool) -> None:
    cell.value = value.value if isinstance(value, Share) else value
    if isinstance(value, Share):
        cell.number_format = _PERCENT
    if isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with
    if bold:
        cell.font = Font(bold=True)


def _sheets(found: Figures) -> Iterator[Sheet]:
    names, asked = found.names, found.questions
    yield (
        "总览",
        ("指标", "本期", "上期"),
        [
            ("提问数", asked.total.questions, asked.before.questions),
            ("回答数", asked.total.answers, asked.before.answers),
            ("自助解决率", asked.total.self_service, asked.before.self_service),
            ("没听懂率", asked.total.not_understood, asked.before.not_understood),
            ("回答有效率", asked.total.useful, asked.before.useful),
            ("转人工", asked.total.handed_over, asked.before.handed_over),
            *((each.label, asked.total[each], asked.before[each]) for each in Outcome),
        ],
    )
    yield (
        "按天",
        ("日期", "提问数", "自助解决率", "没听懂率", "转人工"),
        [
            (day.isoformat(), tally.questions, tally.self_service, tally.not_understood, tally.handed_over)
            for day, tally in asked.days
        ],
    )
    yield "按小时", ("小时", "提问数"), [(hour, tally.questions) for hour, tally in asked.hours]
    yield "按事项和问答", ("类别", "编码", "名称", "部门", "回答数", "上期", "回答有效率", "说没用", "转人工"), [
        (
            KINDS.get(row.key.partition(":")[0], ""),
            row.key.partition(":")[2],
            names.topic(row.key),
            names.department(row.department),
            row.tally.answers,
            row.before.answers if row.before else None,
            row.tally.useful,
            row.tally[Outcome.USELESS],
            row.tally[Outcome.HANDED],
        )
        for row in asked.topics
    ]  # fmt: skip
    for title, rows, called in (
        ("按部门", asked.departments, names.department),
        ("按区县", asked.regions, lambda region: region or "不知道"),
        ("按渠道", asked.channels, channel_name),
    ):
        yield (
            title,
            (title[1:], "提问数", "回答数", "回答有效率"),
            [(called(row.key), row.tally.questions, row.tally.answers, row.tally.useful) for row in rows],
        )
    yield "办理漏斗", ("编码", "事项", "部门", *STAGES, "提交率", "不符合条件", "还在填"), [
        (each.item, names.item(each.item), names.department(each.department), *each.reached, each.filed,
         each.refused, each.at_it)
        for each in found.funnels
    ]  # fmt: skip
    headings = ("办结数", "有承诺期限", "按时办结率", "用时中位数（工作日）", "90% 用时（工作日）")
    for title, groups in (("办件时效", found.cases), ("工单时效", found.orders)):
        yield (
            title,
            ("事项或类型", "部门", *headings),
            [(names.item(each.key), names.department(each.department), *_time(each)) for each in groups],
        )
    both = times.by_department([*found.cases, *found.orders])
    yield "部门时效", ("部门", *headings), [(names.department(each.key), *_time(each)) for each in both]
    levels = tuple(LEVELS.values())
    yield (
        "评价",
        ("部门", "评价数", "平均分", "差评率", *levels, "按期整改率", "整改中", "超期"),
        [
            _rated("全部", found.ratings.total),
            *(_rated(names.department(each.key), each) for each in found.ratings.departments),
        ],
    )


def _time(each: times.Finished) -> tuple[Cell, ...]:
    return each.number, each.promised, each.kept, each.median, each.p90


def _rated(name: str, each: Rated) -> tuple[Cell, ...]:
    mean = round(each.mean, 2) if each.mean is not None else None
    counts = [each.levels[level] for level in LEVELS]
    return name, each.number, mean, each.bad, *counts, each.rectified, each.waiting, each.late


def _issues(found: Figures, hot: Hot) -> Sheet:
    headings = ("热点", "本期", "上期", "趋势", "类型", "部门", "例子（已脱敏）")
    return "诉求热点", headings, [
        (each.title, each.now, each.before, each.trend, _list(each.types),
         _list({found.names.department(code): n for code, n in each.departments.items()}),
         each.examples[0].words if each.examples else "")
        for each in hot.issues
    ]  # fmt: skip


def _list(counts: Mapping[str, int]) -> str:
    return "、".join(f"{name} {number}" for name, number in counts.items())


def _words(found: Figures) -> Sheet:
    period = found.period
    of = "、".join(found.names.department(code) for code in period.departments) or "全市"
    rows: list[Sequence[Cell]] = [("时间", f"{period.first} 至 {period.last}"), ("范围", of)]
    return "口径", ("项目", "说明"), [*rows, *(tuple(each.split("：", 1)) for each in DEFINITIONS.values())]
