"""提问: what citizens ask about, how often it helps, when and from where."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.insight import charts
from bot.console.insight.asked import Analyst, What, frame
from bot.console.pages import page
from bot.db.session import read_session
from bot.services.channels import channel_name
from bot.services.insight.examples import examples as find_examples
from bot.services.insight.figures import names as name_all
from bot.services.insight.names import topic_names
from bot.services.insight.outcomes import Outcome
from bot.services.insight.questions import questions
from bot.services.insight.topic import KINDS
from bot.services.staff.errors import StaffError

router = APIRouter(prefix="/insight")
_MOST_TOPICS, _IN_A_CHART = 100, 10
# What can be looked into, by what became of it.
GROUPS = {
    "answered": ("回答了", (Outcome.ANSWERED, Outcome.CHOSEN)),
    "lost": ("没听懂", (Outcome.LOST, Outcome.NONE)),
    "useless": ("市民说没用", (Outcome.USELESS,)),
    "handed": ("转人工", (Outcome.HANDED, Outcome.HANDED_LOST)),
    "outside": ("不属于政务", (Outcome.OUTSIDE,)),
}


@router.get("")
def overview(me: Analyst, asked: What) -> Response:
    with read_session() as session:
        found = questions(session, asked.period)
        names = name_all(session, found)
        values = frame(session, me, asked, "/staff/insight")
    top, whole = found.topics[:_IN_A_CHART], asked.is_whole_city
    days = [day.strftime("%m-%d") for day, _ in found.days]
    said = {"提问": [tally.questions for _, tally in found.days]} if whole else {}
    return page(
        me,
        "insight/questions.html",
        found=found,
        names=names,
        kinds=KINDS,
        channel=channel_name,
        Outcome=Outcome,
        most=_MOST_TOPICS,
        by_day=charts.line(days, **said, 回答=[tally.answers for _, tally in found.days]),
        by_hour=charts.bars(
            [f"{hour}时" for hour, _ in found.hours],
            提问=[tally.questions if whole else tally.answers for _, tally in found.hours],
        ),
        by_topic=charts.rows([names.topic(row.key) for row in top], 回答=[row.tally.answers for row in top]),
        by_department=charts.rows(
            [names.department(row.key) for row in found.departments if row.key][:_IN_A_CHART],
            回答=[row.tally.answers for row in found.departments if row.key][:_IN_A_CHART],
        ),
        **values,
    )


@router.get("/examples")
def examples(me: Analyst, asked: What, topic: str = "", outcome: str = "") -> Response:
    """The masked questions behind a figure."""
    if outcome and outcome not in GROUPS:
        raise StaffError("没有这种结果。")
    with read_session() as session:
        found, looked_at = find_examples(
            session, asked.period, topic=topic[:100], outcomes=GROUPS[outcome][1] if outcome else ()
        )
        title = topic_names(session, [topic])[topic] if topic else ""
        values = frame(session, me, asked, "/staff/insight")
    return page(
        me,
        "insight/examples.html",
        found=found,
        looked_at=looked_at,
        topic=topic,
        title=title,
        outcome=outcome,
        groups={key: words for key, (words, _) in GROUPS.items()},
        **values,
    )
