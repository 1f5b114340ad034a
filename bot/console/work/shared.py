"""What the three workspaces of officers have in common."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.access import having
from bot.db.models import Department
from bot.services.staff.errors import NotAllowed
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

Officer = Annotated[Current, having(Role.OFFICER)]


def short_names(session: Session) -> dict[str, str]:
    """Department code → short name."""
    return dict(session.execute(select(Department.code, Department.short_name)).all())


def must_be_mine(me: Current, department: str | None) -> None:
    """Raises NotAllowed."""
    if not me.covers(department):
        raise NotAllowed("这一件属于别的部门，您的账号不能处理。")
