"""运行设置: 系统管理员 changes them, 安全管理员 the kill switch; each change with a reason, each one to go back to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.access import Form, deed, having
from bot.console.pages import page
from bot.console.settings.fields import shown, typed, value_of, weekdays
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.appointments.views import Displaced
from bot.services.channels import CHANNELS
from bot.services.house import store
from bot.services.house.holidays import Holidays, foreseen
from bot.services.house.names import SETTINGS
from bot.services.house.office import office
from bot.services.house.read import read
from bot.services.house.schema import EVERY_CHANNEL, LEVELS, House
from bot.services.house.store import HouseError
from bot.services.house.words import KINDS, described, stopped_name
from bot.services.staff.errors import NotAllowed
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/settings")
_LIST = "/staff/settings"
Keeper = Annotated[Current, having(Role.SYSTEM, Role.SECURITY)]


@router.get("")
def listed(me: Keeper) -> Response:
    now = utc_now()
    with read_session() as session:
        house, numbers = read(session), store.numbers(session)
        last = {name: store.history(session, name)[0] for name, number in numbers.items() if number}
    rows = [(each, described(each.name, house), last.get(each.name)) for each in SETTINGS.values()]
    return page(
        me, "settings/list.html", rows=rows, office=office(now), house=house, notice=house.notice(now)
    )


@router.get("/{name}")
def one(name: str, me: Keeper) -> Response:
    with read_session() as session:
        setting = store.setting(name)
        fields = shown(name, store.plain(name, getattr(read(session), name)))
    return _form(me, setting.name, fields)


@router.post("/{name}")
def change(name: str, form: Form, me: Keeper) -> Response:
    """What cannot be stands in the form as it was typed, with what is wrong above it."""
    setting = store.setting(name)
    if not store.may_change(name, me.roles):
        raise NotAllowed
    fields, why, seen = typed(name, form), form.text("why"), form.number("seen")
    try:
        value = value_of(name, fields)
        affected = _affected(name, value) if not form.text("sure") else []
        if affected:
            return _form(me, name, fields, why=why, affected=affected)
        with write_session(durable=True) as session:
            store.change(session, name, value, me.actor, why, utc_now(), roles=me.roles, seen=seen)
    except HouseError as error:
        return _form(me, name, fields, str(error), why)
    return deed(me, f"{_LIST}/{name}", lambda _: f"“{setting.title}”已改好，几秒内全部生效。")


@router.post("/{name}/restore")
def restore(name: str, form: Form, me: Keeper) -> Response:
    def do(session: Any) -> str:
        number = form.number("number")
        store.restore(session, name, number, me.actor, form.text("why"), utc_now(), me.roles)
        return "已恢复到默认值。" if number == 0 else f"已恢复到第 {number} 次修改的内容。"

    return deed(me, f"{_LIST}/{name}", do)


def _affected(name: str, value: Any) -> list[Displaced]:
    """Whose booked times it would take away; what cannot be is said by the change itself."""
    if name != "holidays":
        return []
    try:
        new = Holidays.model_validate(value)
    except ValueError:
        return []
    with read_session() as session:
        return foreseen(session, read(session).holidays, new, utc_now())


def _form(
    me: Current,
    name: str,
    fields: dict[str, Any],
    wrong: str = "",
    why: str = "",
    affected: Sequence[Displaced] = (),
) -> Response:
    with read_session() as session:
        house, past = read(session), store.history(session, name)
    offered = {
        channel: stopped_name(channel) for channel in (EVERY_CHANNEL, *CHANNELS, *house.kill_switch.channels)
    }
    versions = [
        (row, described(name, House.model_validate({name: row.value})))
        for row in past
        if _readable(name, row.value)
    ]
    return page(
        me,
        "settings/edit.html",
        422 if wrong else 200,
        setting=SETTINGS[name],
        fields=fields,
        wrong=wrong,
        affected=affected,
        why=why,
        versions=versions,
        number=past[0].number if past else 0,
        default=described(name, House()),
        mine=store.may_change(name, me.roles),
        weekdays=weekdays(),
        levels=LEVELS,
        channels=offered,
        kinds=KINDS,
    )


def _readable(name: str, value: Any) -> bool:
    try:
        House.model_validate({name: value})
    except ValueError:
        return False
    return True
