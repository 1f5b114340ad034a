"""What keeps a draft of a department from being live, with the path of the field each finding is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Window
from bot.services import content
from bot.services.appointments.hours import parse_hours
from bot.services.catalogue.check import check_files
from bot.services.catalogue.read import CatalogueFile, read_document
from bot.services.departments.desk import body_of, find_department
from bot.services.drafts.course import Body
from bot.services.editing.check import live_files
from bot.services.findings import Finding

_CODE = "用小写字母、数字和短横线，字母开头，不超过 64 位"
_LAST = "草稿"  # a code that two have is the draft's to change


def check(session: Session, code: str, body: Body) -> list[Finding]:
    """`catalogue check` of the draft among everything else that is live, and who still needs a window that goes."""
    live = live_files(session)
    files = [file for file in live if file.department is None or file.department.code != code]
    draft = read_document(
        _LAST, {"department": {**body["department"], "code": code}, "windows": body["windows"]}
    )
    found = [
        replace(each, file="", field=f"place.{each.field}", message=_message(each))
        for each in check_files([*files, draft], content.today())
        if each.file == _LAST and each.field != "windows.code"  # see _codes
    ]
    return [*found, *_codes(session, code, body), *_still_needed(session, code, body, live)]


def _message(finding: Finding) -> str:
    """A pattern tells a programmer what a code looks like, and nobody else."""
    return _CODE if finding.field.endswith(".code") else finding.message


def hints(body: Body) -> list[tuple[str, str]]:
    """Path and words of what may be so, and should be looked at."""
    return [
        (f"place.windows[{row}].hours", "这样写的时间不能预约；要能预约，写成“周一至周五 9:00-12:00”的样子。")
        for row, window in enumerate(body["windows"])
        if window["hours"] and parse_hours(window["hours"]) is None
    ]


def _codes(session: Session, code: str, body: Body) -> Iterator[Finding]:
    """A window's code is its own for ever, also of one that was closed or that an import brought along."""
    codes = [window["code"] for window in body["windows"]]
    rows = session.scalars(select(Window).where(col(Window.code).in_(codes)))
    taken = {window.code for window in rows if window.department.code != code}
    for row, each in enumerate(codes):
        if each and each in taken:
            yield Finding("", code, f"place.windows[{row}].code", f"编码“{each}”已经用过，请换一个")
        taken.add(each)


def _still_needed(session: Session, code: str, body: Body, live: list[CatalogueFile]) -> Iterator[Finding]:
    department = find_department(session, code)
    if department is None:
        return
    kept = {window["code"] for window in body["windows"]}
    for window in body_of(session, department)["windows"]:
        if window["code"] in kept:
            continue
        items = [item.name for file in live for item in file.items if window["code"] in item.local.windows]
        if items:
            names = "、".join(items[:5]) + ("等" if len(items) > 5 else "")
            message = f"“{window['name']}”不能撤销：{names} {len(items)} 个事项还在那里办，请先改好这些事项"
            yield Finding("", code, "place.windows", message)
