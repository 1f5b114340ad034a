"""Where a department is, when it is open, how it is reached: 车管所电话多少."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department, ServiceItem, Window
from bot.services.answers.answer import Answer, Source
from bot.services.catalogue.record import CITY
from bot.services.departments.heirs import heirs

_MOST_WINDOWS = 4
ASPECTS = ("where", "hours", "contact")
HALL = "zwfw"  # 政务服务中心: whose hours are meant where no department is named


def describe(session: Session, code: str, aspects: Sequence[str]) -> Answer | None:
    """The asked of `ASPECTS`, all of them when none was; None when there is no such department. For one whose work was
    passed on its successor's: whoever asks may have read the old name anywhere."""
    department = _in_use(session, code)
    if department is None:
        department = _in_use(session, heirs(session).get(code, code))
    if department is None:
        return None
    asked = [aspect for aspect in ASPECTS if aspect in aspects] or list(ASPECTS)
    windows = session.scalars(
        select(Window)
        .where(Window.department_id == department.id, Window.origin == CITY, ~Window.is_closed)
        .order_by(Window.order_num, Window.id)
        .limit(_MOST_WINDOWS)
    ).all()
    city = session.scalar(select(ServiceItem.region_name).where(ServiceItem.origin == CITY).limit(1)) or ""
    lines = [f"【{department.name}】"]
    if "where" in asked:
        lines.append(f"地址：{department.address}")
    if "hours" in asked:
        lines.append(f"办公时间：{department.hours}")
    if "contact" in asked:
        lines.append(f"咨询电话：{department.phone}")
    for window in windows:
        parts = [
            *(
                [f"{window.address}" + (f"，{window.traffic}" if window.traffic else "")]
                if "where" in asked
                else []
            ),
            *([window.hours] if "hours" in asked and window.hours else []),
            *([f"电话 {window.phone}"] if "contact" in asked and window.phone else []),
        ]
        lines.append(f"· {window.name}：" + "；".join(parts))
    return Answer("\n".join(lines), Source(department.name, f"{city}公布的办事信息", "", None, None, None))


def _in_use(session: Session, code: str) -> Department | None:
    found: Department | None = session.scalars(
        select(Department).where(Department.code == code, ~Department.is_withdrawn)
    ).first()
    return found
