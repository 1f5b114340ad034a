"""工作台: what waits for whom."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.access import Staff
from bot.console.pages import page

router = APIRouter()


@router.get("/")
def home(me: Staff) -> Response:
    return page(me, "home.html")
