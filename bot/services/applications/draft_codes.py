"""暂存码: a draft goes on in another conversation, once, within three days, by whom it belongs to."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_indexes
from bot.db.models import Application, DraftCode
from bot.services.applications.proof import TooManyTries, guard
from bot.services.applications.states import State
from bot.services.applications.workspace import Workspace, take_up

VALID_FOR = timedelta(hours=72)
DAYS = VALID_FOR.days
LENGTH = 8
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
_FORM = re.compile(r"[A-Z0-9]{4}[\s\-—]*[A-Z0-9]{4}")
WRONG = "暂存码不对、用过了或已过期。请在原来的渠道说“给我暂存码”再取一个。"


class CodeWrong(Exception):
    def __init__(self, message: str = WRONG) -> None:
        super().__init__(message)


def give(session: Session, draft_id: int, now: datetime) -> str:
    """The code, as it is read out (``ABCD-2345``); codes given before are over. Raises NoSuchDraft, DraftClosed."""
    draft = take_up(session, draft_id)
    session.execute(
        update(DraftCode)
        .where(DraftCode.application_id == draft.case.id, col(DraftCode.used_at).is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
        row = DraftCode(
            application_id=draft.case.id, code_hash=_hashes(code)[0], given_at=now, expires_at=now + VALID_FOR
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return f"{code[:4]}-{code[4:]}"


def find_code(text: str) -> str | None:
    """The code within what was typed."""
    found = _FORM.search(unicodedata.normalize("NFKC", text).upper())
    return re.sub(r"[\s\-—]", "", found.group()) if found else None


def take_over(session: Session, typed: str, citizen: Any, conversation_id: str, now: datetime) -> Any:
    """The draft's row, now of this conversation and this citizen, at the field it stood at.

    Raises CodeWrong; the caller commits either way, wrong tries are counted.
    """
    code = find_code(typed) or ""
    try:
        with guard(session, f"draft/{citizen.id}", now) as right:
            row = session.scalars(
                select(DraftCode)
                .where(col(DraftCode.code_hash).in_(_hashes(code)), DraftCode.expires_at > now)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).first()
            if row is None or not _use(session, row, conversation_id, now):
                raise CodeWrong
            right()
    except TooManyTries:
        raise CodeWrong("输错次数太多，请一小时后再试。") from None
    case = session.get(Application, row.application_id)
    if case is None or case.state != State.DRAFT.value:
        raise CodeWrong("这份申请已经提交或取消了。")
    if not _may(session, case, citizen):
        raise CodeWrong("这份申请不是用这个手机号填的，不能接着办。")
    case.session_id, case.citizen_id = conversation_id, citizen.id
    session.flush()
    return case


def _use(session: Session, row: Any, conversation_id: str, now: datetime) -> bool:
    used = session.execute(
        update(DraftCode)
        .where(DraftCode.id == row.id, col(DraftCode.used_at).is_(None))
        .values(used_at=now, used_in=conversation_id)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)


def _may(session: Session, case: Any, citizen: Any) -> bool:
    """The citizen it is bound to; a draft that is nobody's yet, whose mobile is filled in, is that mobile's."""
    if case.citizen_id is not None:
        return bool(case.citizen_id == citizen.id)
    draft = Workspace(session, case)
    mobiles = [draft.content.answers.get(field.key) for field in draft.form.fields if field.input == "mobile"]
    filled = [mobile for mobile in mobiles if mobile]
    return not filled or case.agency_id is not None or citizen.mobile in filled


def _hashes(code: str) -> tuple[str, ...]:
    return blind_indexes(code, "draft_code")
