"""Reading and changing the settings: each change is kept, audited with old and new value, and can be gone back to."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import desc, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.models import HouseSetting
from bot.db.session import after_commit
from bot.services.audit.record import record
from bot.services.content import check_text
from bot.services.findings import from_validation_error
from bot.services.house import current, holidays
from bot.services.house.names import SETTINGS, Setting
from bot.services.house.read import TYPES, read
from bot.services.house.schema import House
from bot.services.staff.errors import NotAllowed, StaffError
from bot.services.staff.roles import Role

_LONGEST_REASON = 200


class HouseError(StaffError):
    """A change that cannot be made; the message is Chinese."""


def setting(name: str) -> Setting:
    """Raises HouseError."""
    if name not in SETTINGS:
        raise HouseError(f"没有“{name}”这项设置，可以用：{'、'.join(SETTINGS)}。")
    return SETTINGS[name]


def plain(name: str, value: Any) -> Any:
    """`value` of the setting as JSON has it."""
    return TYPES[name].dump_python(value, mode="json")


def change(
    session: Session,
    name: str,
    value: Any,
    by: str,
    why: str,
    now: datetime,
    *,
    roles: Collection[str] | None = None,
    seen: int | None = None,
) -> HouseSetting:
    """Set `name` to `value` (as JSON has it), for the reason `why`; `seen` is the number of the change it replaces.

    Raises NotAllowed where none of `roles` may, HouseError for a value that cannot be, nothing new, or a newer change.
    """
    known = setting(name)
    if roles is not None and not may_change(name, roles):
        raise NotAllowed(f"“{known.title}”由{'或'.join(role.label for role in known.roles)}来改。")
    reason = _reason(why)
    new = plain(name, _checked(known, value))
    last = _last(session, name)
    number = last.number if last else 0
    if seen is not None and seen != number:
        raise HouseError(f"“{known.title}”刚被别人改过，请看过新的内容再改。")
    old = plain(name, getattr(read(session), name))
    if new == old:
        raise HouseError(f"“{known.title}”没有变化。")
    row = HouseSetting(name=name, number=number + 1, value=new, changed_by=by, reason=reason, created_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise HouseError(f"“{known.title}”刚被别人改过，请看过新的内容再改。") from None
    record(session, by, "house.set", name, {"old": old, "new": new, "why": reason}, now)
    if name == "holidays":
        holidays.apply(session, old, new, now)
    after_commit(session, current.forget)
    return row


def restore(
    session: Session,
    name: str,
    number: int,
    by: str,
    why: str,
    now: datetime,
    roles: Collection[str] | None = None,
) -> HouseSetting:
    """Back to what change `number` made of it; 0 is the default. Raises NotAllowed, HouseError."""
    setting(name)
    if number == 0:
        value = plain(name, getattr(House(), name))
    else:
        row = session.scalars(
            select(HouseSetting).where(HouseSetting.name == name, HouseSetting.number == number)
        ).first()
        if row is None:
            raise HouseError(f"“{SETTINGS[name].title}”没有第 {number} 次修改。")
        value = row.value
    return change(session, name, value, by, why, now, roles=roles)


def history(session: Session, name: str) -> list[HouseSetting]:
    """Every change, the newest first. Raises HouseError."""
    setting(name)
    return list(
        session.scalars(
            select(HouseSetting).where(HouseSetting.name == name).order_by(desc(HouseSetting.number))
        )
    )


def numbers(session: Session) -> dict[str, int]:
    """How often each setting was changed."""
    counted = select(HouseSetting.name, func.max(HouseSetting.number)).group_by(HouseSetting.name)
    return {name: 0 for name in SETTINGS} | dict(session.execute(counted).all())


def may_change(name: str, roles: Collection[str]) -> bool:
    return bool(set(SETTINGS[name].roles) & {Role(each) for each in roles})


def _last(session: Session, name: str) -> Any:
    return session.scalars(
        select(HouseSetting).where(HouseSetting.name == name).order_by(desc(HouseSetting.number)).limit(1)
    ).first()


def _reason(why: str) -> str:
    try:
        reason = check_text(why.strip())
    except ValueError as error:
        raise HouseError(f"理由{error}。") from None
    if not 2 <= len(reason) <= _LONGEST_REASON:
        raise HouseError(f"请写明为什么改，2 到 {_LONGEST_REASON} 字；会记入审计日志。")
    return reason


def _checked(known: Setting, value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
        return TYPES[known.name].validate_python(value)
    except ValidationError as error:
        found = from_validation_error(error, "", "")
        said = "；".join(
            f"{each.field}：{each.message}" if each.field else each.message for each in found[:5]
        )
        raise HouseError(f"“{known.title}”不能这样写：{said}。") from None
    except (TypeError, ValueError):
        raise HouseError(f"“{known.title}”的值不是 JSON。") from None
