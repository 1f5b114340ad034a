"""The datasets: what a row is, what its columns mean, and how its cells are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application, QuestionFact, Rating, WorkOrder
from bot.services.applications.deadlines import city_date
from bot.services.applications.states import State
from bot.services.bundles.schema import is_bundle
from bot.services.insight.cells import cells
from bot.services.insight.outcomes import Outcome
from bot.services.insight.period import Period
from bot.services.ratings.rate import LEVELS
from bot.services.work_orders.states import OrderState

Place = tuple[str, ...]  # the values of a row's columns but for the count
_SAID = {
    Outcome.ANSWERED: "回答",
    Outcome.CHOSEN: "回答",
    Outcome.USELESS: "回答后说没用",
    Outcome.HANDED: "转人工",
    Outcome.HANDED_LOST: "转人工",
    Outcome.PERSON: "转人工",
    Outcome.LOST: "没听懂",
    Outcome.NONE: "没听懂",
    Outcome.OUTSIDE: "不属于政务",
}
_FINAL = [each.value for each in State if each.is_final and each.code]
_CLOSED = [OrderState.CLOSED.value, OrderState.REVISITED.value]


@dataclass(frozen=True)
class Column:
    name: str
    title: str
    meaning: str
    type: str = "string"


MONTH = Column("month", "月份", "年-月，例如 2026-11")
COUNT = Column("count", "数量", "不足 5 的不公布", "integer")
DEPARTMENT = Column("department", "部门编码", "实施主体编码；空白是不知道属于哪个部门")
DEPARTMENT_NAME = Column("department_name", "部门", "部门简称")
ON_TIME = Column("on_time", "是否按时", "按时：承诺期限当天或之前；超期；没有承诺期限")


@dataclass(frozen=True)
class Dataset:
    """`columns` begin with the month and end with the count; `first`: the day of the first fact."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    first: Callable[[Session], date | None]
    count: Callable[[Session, Period], Counter[Place]]


def _first_question(session: Session) -> date | None:
    return session.scalar(select(func.min(QuestionFact.day)))


def _questions(session: Session, period: Period) -> Counter[Place]:
    """An emergency is nobody's business, and a failure of ours tells nothing about the city."""
    found: Counter[Place] = Counter()
    for cell in cells(session, "topic", period):
        kind, _, topic = cell.key.partition(":")
        if kind == "emergency":
            continue
        for outcome, number in cell.counts.items():
            if outcome in _SAID:
                found[cell.department, kind, topic, _SAID[outcome]] += number
    return found


def _first_at(column: Any) -> Callable[[Session], date | None]:
    def first(session: Session) -> date | None:
        moment = session.scalar(select(func.min(column)))
        return city_date(moment) if moment is not None else None

    return first


def _between(column: Any, period: Period) -> tuple[Any, Any]:
    return col(column) >= period.starts_at, col(column) < period.ends_at


def _cases(session: Session, period: Period) -> Counter[Place]:
    """A 一件事 is counted by its items."""
    query = select(
        Application.department_code,
        Application.item_code,
        Application.state,
        Application.finished_at,
        Application.promised_on,
    ).where(col(Application.state).in_(_FINAL), *_between(Application.finished_at, period))
    return Counter(
        (department, item, State(state).label, _kept(city_date(at), promised))
        for department, item, state, at, promised in session.execute(query)
        if not is_bundle(item)
    )


def _orders(session: Session, period: Period) -> Counter[Place]:
    query = select(
        WorkOrder.department_code, WorkOrder.order_type, WorkOrder.finished_at, WorkOrder.due_at
    ).where(
        col(WorkOrder.state).in_(_CLOSED),
        col(WorkOrder.parent_id).is_(None),
        *_between(WorkOrder.finished_at, period),
    )
    return Counter(
        (department or "", kind, _kept(at, due)) for department, kind, at, due in session.execute(query)
    )


def _ratings(session: Session, period: Period) -> Counter[Place]:
    query = select(Rating.department_code, Rating.satisfaction).where(*_between(Rating.created_at, period))
    return Counter((department or "", LEVELS[level]) for department, level in session.execute(query))


def _kept(done: Any, due: Any) -> str:
    return "没有承诺期限" if due is None else "按时" if done <= due else "超期"


def dataset(name: str) -> Dataset | None:
    return next((each for each in DATASETS if each.name == name), None)


DATASETS = (
    Dataset(
        "questions",
        "市民问了什么",
        "市民向智能助手提的问题，按事项或问答和结果计数；没有原话。",
        (
            MONTH,
            DEPARTMENT,
            DEPARTMENT_NAME,
            Column(
                "kind",
                "类别",
                "item 事项、faq 政策问答、bundle 一件事、clause 政策原文、department 部门；空白是没有答上",
            ),
            Column("topic", "编码", "事项编码、问答编号或文件名"),
            Column("topic_name", "名称", "事项名称或标准问题"),
            Column(
                "outcome", "结果", "回答、回答后说没用、转人工、没听懂、不属于政务；“回答”包含后来说没用的"
            ),
            COUNT,
        ),
        _first_question,
        _questions,
    ),
    Dataset(
        "cases",
        "办件办得怎么样",
        "已经有结果的办件，按事项、结果和是否按时计数，按出结果的月份。",
        (
            MONTH,
            DEPARTMENT,
            DEPARTMENT_NAME,
            Column("item", "事项编码", "实施编码"),
            Column("item_name", "事项", "事项名称"),
            Column("result", "结果", "办结、不予受理、退件"),
            ON_TIME,
            COUNT,
        ),
        _first_at(Application.finished_at),
        _cases,
    ),
    Dataset(
        "work-orders",
        "诉求办得怎么样",
        "已经办结的诉求工单，按类型、承办单位和是否按时计数，按办结的月份。",
        (
            MONTH,
            DEPARTMENT,
            DEPARTMENT_NAME,
            Column("type", "类型", "咨询、求助、投诉、举报、建议、表扬"),
            ON_TIME,
            COUNT,
        ),
        _first_at(WorkOrder.finished_at),
        _orders,
    ),
    Dataset(
        "ratings",
        "市民怎么评价",
        "好差评，按部门和等级计数。",
        (
            MONTH,
            DEPARTMENT,
            DEPARTMENT_NAME,
            Column("level", "等级", "非常满意、满意、基本满意、不满意、非常不满意"),
            COUNT,
        ),
        _first_at(Rating.created_at),
        _ratings,
    ),
)
