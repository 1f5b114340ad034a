"""隐私说明: what is kept, for how long, and what a citizen can do about it; the page that is meant where a city names none."""

from __future__ import annotations

from functools import lru_cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.settings import ROOT, get_settings

router = APIRouter(include_in_schema=False)

_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@router.get("/privacy")
def privacy() -> HTMLResponse:
    settings = get_settings()
    page = _templates().get_template("privacy.html")
    html = page.render(
        city=settings.city, session_hours=settings.session_hours, upload_keep_hours=settings.upload_keep_hours
    )
    return HTMLResponse(html, headers=_PAGE_HEADERS)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = FileSystemLoader(ROOT / "bot" / "web" / "pages")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
