"""申请草稿: opened once per opening of a form, saved at every step, moved through in both directions."""

from __future__ import annotations

import hashlib
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import Application
from bot.services.applications.answering import answer, skip
from bot.services.applications.errors import NoForm, NoSuchDraft, UnknownField
from bot.services.applications.history import record
from bot.services.applications.states import State
from bot.services.applications.views import DraftView, ReviewRow
from bot.services.applications.workspace import (
    KEEP_DRAFTS,
    Workspace,
    form_of,
    look_at,
    take_up,
)
from bot.services.catalogue.query import active_form
from bot.services.content import text_key
from bot.services.forms.schema import CONSENT_KEY, FormField
from bot.services.forms.steps import Step, visible, walk

__all__ = [
    "answer",
    "cancel",
    "change",
    "current_step",
    "find_open_draft",
    "go_back",
    "open_draft",
    "review_rows",
    "skip",
    "view",
]

_SMALLEST_PART = 2  # characters of a label that name it


def open_draft(
    session: Session,
    *,
    conversation_id: str,
    item_code: str,
    opening_key: str,
    now: datetime,
    channel: str = "web",
) -> DraftView:
    """The draft of this opening: the same key always gives the same one. Raises NoForm."""
    opening_key = hashlib.sha256(opening_key.encode()).hexdigest()
    existing = _by_opening(session, opening_key)
    if existing is None:
        existing = _create(session, conversation_id, item_code, opening_key, now, channel)
    if existing.session_id != conversation_id:
        raise NoSuchDraft
    return Workspace(session, existing).view()


def find_open_draft(
    session: Session, conversation_id: str, item_code: str | None = None, now: datetime | None = None
) -> DraftView | None:
    """The draft of the conversation last worked on, of one item or of any."""
    query = select(Application).where(
        Application.session_id == conversation_id,
        Application.state == State.DRAFT.value,
        col(Application.expires_at) > (now or utc_now()),
    )
    if item_code is not None:
        query = query.where(Application.item_code == item_code)
    latest = session.scalars(
        query.order_by(col(Application.updated_at).desc(), col(Application.id).desc())
    ).first()
    return Workspace(session, latest).view() if latest is not None else None


def view(session: Session, draft_id: int) -> DraftView:
    return look_at(session, draft_id).view()


def current_step(session: Session, draft_id: int) -> Step:
    return look_at(session, draft_id).step


def review_rows(session: Session, draft_id: int) -> tuple[ReviewRow, ...]:
    return look_at(session, draft_id).rows()


def go_back(session: Session, draft_id: int, now: datetime | None = None) -> Step:
    """To the question before; its answer stays until another is given. The first question stays where it is."""
    draft = take_up(session, draft_id)
    steps = [step for step in walk(draft.form, draft.content.answers) if step.key != CONSENT_KEY]
    keys = [step.key for step in steps]
    here = draft.step.key if draft.step.key in keys else _first_field(steps)
    draft.go_to(keys[max(keys.index(here) - 1, 0)])
    draft.save(now or utc_now())
    return draft.step


def change(session: Session, draft_id: int, key_or_label: str, now: datetime | None = None) -> Step:
    """To the question named by key, label, part of a label, or number in the review. Raises UnknownField."""
    draft = take_up(session, draft_id)
    draft.go_to(_named(draft, key_or_label))
    draft.save(now or utc_now())
    return draft.step


def cancel(session: Session, draft_id: int, now: datetime | None = None) -> None:
    """The draft ends and its answers are gone."""
    close(session, take_up(session, draft_id).case, State.CANCELLED, "citizen", now or utc_now())


def close(session: Session, case: Any, after: State, actor: str, now: datetime) -> None:
    """A draft that will never be filed keeps nothing personal."""
    case.state, case.answers, case.cursor = after.value, None, None
    record(session, case, State.DRAFT, after, actor, "", now)


def _by_opening(session: Session, opening_key: str) -> Any:
    return session.scalars(select(Application).where(Application.opening_key == opening_key)).first()


def _create(
    session: Session, conversation_id: str, item_code: str, opening_key: str, now: datetime, channel: str
) -> Any:
    form = active_form(session, item_code)
    if form is None:
        raise NoForm
    form_of(session, item_code, form.version)
    item = form.item
    draft = Application(
        opening_key=opening_key,
        item_code=item.code,
        item_name=item.name,
        item_version=item.task_version,
        form_version=form.version,
        department_code=item.department.code,
        region_code=item.region_code,
        state=State.DRAFT.value,
        session_id=conversation_id,
        channel=channel,
        expires_at=now + KEEP_DRAFTS,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:  # another turn opened it in the same moment
        return _by_opening(session, opening_key)
    record(session, draft, None, State.DRAFT, "citizen", "", now)
    return draft


def _first_field(steps: list[Step]) -> str:
    """Where the consent is asked: just before the first field."""
    return next((step.key for step in steps if step.kind not in ("eligibility",)), steps[-1].key)


def _named(draft: Workspace, name: str) -> str:
    rows = draft.rows()
    key = text_key(name)
    if key.isdecimal() and 1 <= int(key) <= len(rows):
        return rows[int(key) - 1].field
    labels = {
        question.key: question.label if isinstance(question, FormField) else question.key
        for question in visible(draft.form, draft.content.answers)
    }
    if name.strip() in labels:
        return name.strip()
    common = {each: _longest_common(key, text_key(label)) for each, label in labels.items()}
    best = [each for each, length in common.items() if length == max(common.values())]
    if len(best) == 1 and common[best[0]] >= _SMALLEST_PART:
        return best[0]
    exact = [each for each, label in labels.items() if text_key(label) == key]
    if len(exact) == 1:
        return exact[0]
    raise UnknownField([row.label for row in rows])


def _longest_common(left: str, right: str) -> int:
    return SequenceMatcher(None, left, right, autojunk=False).find_longest_match().size
