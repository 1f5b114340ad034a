"""时效与评价: whether promises are kept, how satisfied people are, and everything as a workbook."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.download import XLSX, download
from bot.console.insight import charts
from bot.console.insight.asked import Analyst, What, frame
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.audit.record import record as audit
from bot.services.content import today
from bot.services.insight import times
from bot.services.insight.export import workbook
from bot.services.insight.figures import figures
from bot.services.insight.figures import names as name_all
from bot.services.insight.hot import hot
from bot.services.insight.ratings import ratings
from bot.services.ratings.rate import LEVELS

router = APIRouter(prefix="/insight")
_IN_A_CHART = 10


@router.get("/service")
def overview(me: Analyst, asked: What) -> Response:
    with read_session() as session:
        cases = times.cases(session, asked.period)
        orders = times.orders(session, asked.period)
        rated = ratings(session, asked.period, today())
        names = name_all(session)
        values = frame(session, me, asked, "/staff/insight/service")
    departments = times.by_department([*cases, *orders])
    top = [each for each in departments if each.promised][:_IN_A_CHART]
    return page(
        me,
        "insight/service.html",
        cases=cases,
        orders=orders,
        departments_done=departments,
        all_cases=times.together(cases),
        all_orders=times.together(orders),
        rated=rated,
        levels=LEVELS,
        names=names,
        kept=charts.rows(
            [names.department(each.key) for each in top],
            按时办结率=[charts.percent(each.kept) for each in top],
        ),
        satisfaction=charts.rows(list(LEVELS.values()), 评价=[rated.total.levels[level] for level in LEVELS]),
        **values,
    )


@router.get("/export.xlsx")
def export(me: Analyst, asked: What) -> Response:
    """Every figure of the period; who took it with them stands in the audit log."""
    period = asked.period
    with read_session() as session:
        raw = workbook(figures(session, period, utc_now()), hot(session, period))
    details = {"first": str(period.first), "last": str(period.last), "departments": list(period.departments)}
    with write_session() as session:
        audit(session, me.actor, "insight.export", "", details)
    return download(raw, f"统计分析-{period.first}-{period.last}.xlsx", XLSX)
