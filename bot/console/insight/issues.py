"""诉求热点: what many complain of, whether it grows, and in whose words."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.insight import charts
from bot.console.insight.asked import Analyst, What, frame
from bot.console.pages import page
from bot.db.session import read_session
from bot.services.casework.orders import TYPES
from bot.services.insight.figures import names as name_all
from bot.services.insight.hot import hot

router = APIRouter(prefix="/insight/issues")
_SHOWN, _IN_A_CHART = 30, 8


@router.get("")
def overview(me: Analyst, asked: What, kind: str = "") -> Response:
    kind = kind if kind in TYPES else ""
    with read_session() as session:
        found = hot(session, asked.period, [kind] if kind else ())
        names = name_all(session)
        values = frame(session, me, asked, "/staff/insight/issues")
    top = found.issues[:_IN_A_CHART]
    return page(
        me,
        "insight/issues.html",
        found=found,
        shown=found.issues[:_SHOWN],
        kind=kind,
        types=TYPES,
        names=names,
        bars=bars,
        chart=charts.rows(
            [each.title for each in top], 本期=[each.now for each in top], 上期=[each.before for each in top]
        ),
        **values,
    )


def bars(heat: list[tuple[object, int]]) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) in a picture of 120 by 28."""
    most = max((times for _, times in heat), default=0) or 1
    step = 120 / max(len(heat), 1)
    return [
        (round(n * step, 1), round(28 - height, 1), round(step * 0.8, 1), round(height, 1))
        for n, (_, times) in enumerate(heat)
        for height in (max(26 * times / most, 1),)
    ]
