"""承接: a department that is withdrawn passes everything open on to another, in the transaction that withdraws it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.audit.record import record as audit
from bot.services.departments.desk import COURSE, find_department
from bot.services.departments.heirs import heirs
from bot.services.departments.pass_content import pass_content
from bot.services.departments.pass_matters import pass_matters
from bot.services.drafts.errors import WorkError

SYSTEM = "system"


def successor_of(session: Session, code: str, to: str, hold: bool = False) -> Any:
    """The department `to`, when it can take over from `code`. Raises WorkError."""
    found = find_department(session, to, hold=hold)
    if found is None or found.is_withdrawn or to == code:
        raise WorkError("请选择一个在用的部门来承接。")
    if COURSE.find(session, to) is not None:  # its draft knows nothing of the windows that would come
        raise WorkError(f"“{found.name}”有没审核完的修改，请先审核或放弃那一稿。")
    return found


def pass_on(session: Session, old: Any, to: Any, by: str, now: datetime) -> None:
    """The caller commits, and tells the replicas."""
    content, matters = pass_content(session, old, to, by, now), pass_matters(session, old, to, by, now)
    old.successor = to.code
    audit(
        session,
        by,
        "department.pass_on",
        f"department/{old.code}",
        {
            "successor": to.code,
            "passed": {
                "windows": content["windows"],
                "items": content["items"],
                "entries": content["entries"],
                "drafts": content["drafts"],
                "cases": matters["cases"],
                "orders": matters["orders"],
                "rectifications": matters["rectifications"],
                "messages": matters["messages"],
            },
        },
        now,
    )


def pass_on_late(session: Session, now: datetime) -> int:
    """What came to a withdrawn department all the same, from a page or a conversation begun before; how many it was."""
    total = 0
    for code, heir in heirs(session).items():
        old, to = find_department(session, code), find_department(session, heir)
        if to is not None and not to.is_withdrawn:
            total += sum(pass_matters(session, old, to, SYSTEM, now).values())
    return total
