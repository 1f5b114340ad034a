"""隐私说明: what is kept, for how long, and what a citizen can do about it; the page that is meant where a city names none."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bot.channels.pages import page
from bot.services.house.current import current
from bot.settings import get_settings

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def privacy() -> HTMLResponse:
    settings = get_settings()
    return page(
        "privacy.html",
        city=settings.city,
        session_hours=settings.session_hours,
        upload_keep_hours=settings.upload_keep_hours,
        kept=current().retention,
    )
