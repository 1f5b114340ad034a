"""What the website shows before anything is asked: the city's notice, office hours, and the privacy page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from bot.settings import ROOT, get_settings

router = APIRouter()

_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Front(BaseModel):
    """`notice`: 紧急公告, `hours`: of the people who answer; both empty when there is nothing to say.
    `privacy_url`: an address, or a path beside widget.js."""

    notice: str
    hours: str
    privacy_url: str


def front() -> Front:
    """What stands in the window now."""
    return Front(notice="", hours="", privacy_url="privacy")


@router.get("/api/chat/config", response_model=Front, tags=["对话"], summary="公告、办公时间、隐私说明")
def config() -> Any:
    # A new notice is seen within half a minute, whatever stands between.
    return JSONResponse(front().model_dump(), headers={"Cache-Control": "public, max-age=30"})


@router.get("/privacy", include_in_schema=False)
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
