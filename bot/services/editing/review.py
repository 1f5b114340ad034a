"""审核 of the catalogue: what a second person approves is live at once; nobody approves what they have written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Bundle
from bot.services.bundles.files import parse_bundle
from bot.services.bundles.store import store_bundles
from bot.services.catalogue.convert import item_record
from bot.services.catalogue.record import CITY
from bot.services.catalogue.schema import ItemFile
from bot.services.catalogue.store_form import store_form
from bot.services.catalogue.upsert import bump_version, put_item
from bot.services.drafts.course import WITHDRAW
from bot.services.drafts.errors import NotReady, WorkError
from bot.services.editing.check import check, check_withdrawal
from bot.services.editing.desk import COURSE, WITHDRAWN, base_of, body_of, find_item
from bot.services.editing.typed import tidy_form

send_back = COURSE.send_back


def approve(
    session: Session, code: str, version: int, by: str, region: tuple[str, str], now: datetime
) -> None:
    """The draft is the item, and its form the form, from now on; the caller commits. `region`: code and name, of a new item.

    Raises Conflict, NotReady, WorkError.
    """
    work = COURSE.to_approve(session, code, version, by)
    item = find_item(session, code, hold=True)
    if base_of(body_of(session, item) if item is not None else None) != work.base:
        raise WorkError("这一稿开始之后，事项又有了新内容，请退回编辑核对。")
    if work.action == WITHDRAW:
        _withdraw(session, item, by)
    else:
        findings = check(session, code, work.body)
        if findings:
            raise NotReady(findings)
        _put(session, work, by, (item.region_code, item.region_name) if item is not None else region)
    bump_version(session)
    COURSE.approved(session, work, work.body, by, now)


def _put(session: Session, work: Any, by: str, region: tuple[str, str]) -> None:
    record = item_record(ItemFile.model_validate(work.body["item"]), work.department_code, *region)
    item = put_item(session, CITY, record, by)
    if store_form(session, item.id, tidy_form(work.body["form"], work.code)):
        rows = session.scalars(select(Bundle).where(Bundle.is_active))
        store_bundles(session, {row.code: parse_bundle(row.body) for row in rows})


def _withdraw(session: Session, item: Any, by: str) -> None:
    needed = check_withdrawal(session, item.code)
    if needed:
        raise WorkError(f"还不能取消：{'；'.join(needed[:5])}。")
    item.task_state, item.edited_by = WITHDRAWN, by
    session.flush()
