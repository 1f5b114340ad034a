"""办理漏斗: which items are opened and not filed, and at which question."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.insight import charts
from bot.console.insight.asked import Analyst, What, frame
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.insight.figures import names as name_all
from bot.services.insight.funnel import STAGES, asked_steps, funnels

router = APIRouter(prefix="/insight/funnel")


@router.get("")
def overview(me: Analyst, asked: What, item: str = "") -> Response:
    """Without an item, the most opened one is shown in full."""
    with read_session() as session:
        found = funnels(session, asked.period, utc_now())
        chosen = next((each for each in found if each.item == item), found[0] if found and not item else None)
        steps = asked_steps(session, asked.period, chosen.item, utc_now()) if chosen else []
        names = name_all(session)
        values = frame(session, me, asked, "/staff/insight/funnel")
    return page(
        me,
        "insight/funnel.html",
        found=found,
        chosen=chosen,
        wanted=item,
        steps=steps,
        stages=STAGES,
        names=names,
        chart=charts.rows(STAGES, 申请=chosen.reached) if chosen else None,
        **values,
    )
