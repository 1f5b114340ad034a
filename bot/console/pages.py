"""Drawing a page: Jinja2 with escaping on, and nothing undefined passing silently."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.console.audit_words import details
from bot.console.menu import menu_of
from bot.console.names import person
from bot.db.session import write_session
from bot.services.audit.words import action_word
from bot.services.content import CITY_ZONE, today
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current, leave_word
from bot.settings import ROOT, get_settings

_TEMPLATES = ROOT / "bot" / "console" / "templates"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = moment
    made.filters["day"] = day
    made.filters["person"] = person
    made.globals.update(zip=zip, Role=Role, today=today, action_word=action_word, details=details)
    return made


def moment(at: datetime | None) -> str:
    """On the city's clock, to the minute."""
    return at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M") if at else "—"


def day(on: date | None) -> str:
    return on.isoformat() if on else "—"


def page(current: Current | None, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page, or a part of one. What waits to be said is said, and then forgotten."""
    if current is not None and current.flash and "/_" not in f"/{template}":
        with write_session() as session:
            leave_word(session, current.session_id, "")
    shared = {
        "me": current,
        "menu": menu_of(current),
        "city": get_settings().city,
        "flash": current.flash if current else "",
    }
    return HTMLResponse(_environment().get_template(template).render(shared | values), status)
