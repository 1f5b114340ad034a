"""All figures of a period at once, with names: for a spreadsheet, the command line, and whoever counts on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.applications.deadlines import city_date
from bot.services.insight import times
from bot.services.insight.funnel import Funnel, funnels
from bot.services.insight.names import department_names, item_names, topic_names
from bot.services.insight.period import Period
from bot.services.insight.questions import Questions, questions
from bot.services.insight.ratings import Ratings, ratings
from bot.services.insight.times import Finished


@dataclass(frozen=True)
class Names:
    """Words for codes; the code itself where there are none."""

    departments: dict[str, str]
    items: dict[str, str]
    topics: dict[str, str]

    def department(self, code: str) -> str:
        return self.departments.get(code, code)

    def item(self, code: str) -> str:
        return self.items.get(code, code)

    def topic(self, key: str) -> str:
        return self.topics.get(key, key)


@dataclass(frozen=True)
class Figures:
    period: Period
    questions: Questions
    funnels: list[Funnel]
    cases: list[Finished]
    orders: list[Finished]
    ratings: Ratings
    names: Names


def figures(session: Session, period: Period, now: datetime) -> Figures:
    asked = questions(session, period)
    return Figures(
        period=period,
        questions=asked,
        funnels=funnels(session, period, now),
        cases=times.cases(session, period),
        orders=times.orders(session, period),
        ratings=ratings(session, period, city_date(now)),
        names=names(session, asked),
    )


def names(session: Session, asked: Questions | None = None) -> Names:
    topics = topic_names(session, [row.key for row in asked.topics]) if asked else {}
    return Names(department_names(session), item_names(session), topics)
