"""The printable 材料清单: a page behind a signed link, without script, readable aloud and on paper."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bot.channels.pages import page
from bot.db.session import read_session
from bot.services.checklist.link import DAYS, PATH, LinkExpired, application_of
from bot.services.checklist.sheet import Sheet, sheet_of
from bot.services.content import today
from bot.settings import get_settings

router = APIRouter(include_in_schema=False)

_HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}
_GONE = "这份材料清单的链接已经过期（有效期7天）。请回到对话里再说一次“要带什么材料”，会给您新的链接。"
_UNKNOWN = (
    "没有这份材料清单：链接可能没有复制完整，或者这份申请已经取消。请回到对话里再说一次“要带什么材料”。"
)


@router.get(PATH + "/{token}")
def checklist(token: str) -> HTMLResponse:
    try:
        application_id = application_of(token)
    except LinkExpired:
        return _page(410, message=_GONE)
    if application_id is None:
        return _page(404, message=_UNKNOWN)
    with read_session() as session:
        sheet = sheet_of(session, application_id)
    return _page(200, sheet=sheet) if sheet is not None else _page(404, message=_UNKNOWN)


def _page(status: int, *, sheet: Sheet | None = None, message: str = "") -> HTMLResponse:
    city, day = get_settings().city, today()
    return page(
        "checklist.html", status, _HEADERS, sheet=sheet, message=message, city=city, day=day, days=DAYS
    )
