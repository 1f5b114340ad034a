"""Who answers today for a department that was withdrawn: its successor, or that one's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department
from bot.services.catalogue.record import CITY


def heirs(session: Session) -> dict[str, str]:
    """Code → code, of every withdrawn department that has passed its work on."""
    rows = session.execute(
        select(Department.code, Department.successor).where(
            Department.origin == CITY, Department.is_withdrawn, Department.successor != ""
        )
    )
    successors: dict[str, str] = {code: successor for code, successor in rows}
    return {code: _last(successors, code) for code in successors}


def _last(successors: dict[str, str], code: str) -> str:
    seen: set[str] = set()
    while code in successors and code not in seen:
        seen.add(code)
        code = successors[code]
    return code
