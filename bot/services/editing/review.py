"""审核 of the catalogue: what a second person approves is live at once; nobody approves what they have written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Bundle
from bot.services.audit.record import record as audit
from bot.services.bundles.files import parse_bundle
from bot.services.bundles.store import store_bundles
from bot.services.catalogue.convert import item_record
from bot.services.catalogue.record import CITY
from bot.services.catalogue.schema import ItemFile
from bot.services.catalogue.store_form import store_form
from bot.services.catalogue.upsert import bump_version, put_item
from bot.services.editing import history
from bot.services.editing.check import check, check_withdrawal
from bot.services.editing.desk import WITHDRAW, WITHDRAWN, base_of, body_of, find_item
from bot.services.editing.typed import tidy_form
from bot.services.editing.work import RETURNED, SUBMITTED, held
from bot.services.faq.errors import NotReady, WorkError


def approve(
    session: Session, code: str, version: int, by: str, region: tuple[str, str], now: datetime
) -> None:
    """The draft is the item, and its form the form, from now on; the caller commits. `region`: code and name.

    Raises Conflict, NotReady, WorkError.
    """
    work = held(session, code, version)
    if work.state != SUBMITTED:
        raise WorkError("这一稿还没有提交审核。")
    if by in work.editors:
        raise WorkError("您参与过这一稿的修改，要由另一个人审核。")
    item = find_item(session, code, hold=True)
    if base_of(body_of(session, item) if item is not None else None) != work.base:
        raise WorkError("这一稿开始之后，事项又有了新内容，请退回编辑核对。")
    if work.action == WITHDRAW:
        _withdraw(session, item, by)
    else:
        findings = check(session, code, work.body)
        if findings:
            raise NotReady(findings)
        _put(session, work, by, region)
    bump_version(session)
    history.note(session, code, by, "取消" if work.action == WITHDRAW else "通过", work.body, now)
    detail = {"editors": work.editors, "version": work.version, "action": work.action}
    audit(session, by, "catalogue.approve", f"item/{code}", detail, now)
    session.delete(work)
    session.flush()


def send_back(session: Session, code: str, version: int, by: str, words: str, now: datetime) -> None:
    """退回, with what has to be changed. Raises Conflict, WorkError."""
    work = held(session, code, version)
    if work.state != SUBMITTED:
        raise WorkError("这一稿还没有提交审核。")
    if not words.strip():
        raise WorkError("请写明要改什么。")
    work.state, work.note, work.version = RETURNED, words.strip()[:500], work.version + 1
    history.note(session, code, by, "退回", work.body, now, work.note)
    audit(session, by, "catalogue.return", f"item/{code}", {"version": work.version}, now)


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
