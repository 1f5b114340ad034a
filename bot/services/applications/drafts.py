"""申请草稿: opened once per opening of a form, saved at every step, moved through in both directions."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import Application
from bot.services.applications import agencies
from bot.services.applications.answering import answer, skip
from bot.services.applications.errors import NoSuchDraft
from bot.services.applications.field_names import field_named
from bot.services.applications.history import record
from bot.services.applications.opened import opened
from bot.services.applications.states import State
from bot.services.applications.views import DraftView, ReviewRow
from bot.services.applications.workspace import (
    Workspace,
    look_at,
    take_up,
)
from bot.services.forms.schema import CONSENT_KEY
from bot.services.forms.steps import Step, walk
from bot.services.house.keeping import draft_until
from bot.services.uploads import keep as uploads

__all__ = [
    "answer",
    "cancel",
    "change",
    "current_step",
    "find_open_draft",
    "go_back",
    "held",
    "open_draft",
    "review_rows",
    "skip",
    "unconsent",
    "view",
]


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


def held(session: Session, draft_id: int) -> DraftView:
    """As `view`, and nobody else can change the draft before the transaction ends."""
    return take_up(session, draft_id).view()


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
    """To the question named by key, label, part of a label, or number in the review. Raises UnknownField,
    SeveralFields, and NotConsented for a field while the consent is open."""
    draft = take_up(session, draft_id)
    draft.go_to(field_named(draft, key_or_label))
    draft.save(now or utc_now())
    return draft.step


def cancel(session: Session, draft_id: int, now: datetime | None = None) -> None:
    """The draft ends and its answers are gone."""
    close(session, take_up(session, draft_id).case, State.CANCELLED, "citizen", now or utc_now())


def unconsent(session: Session, draft_id: int, now: datetime) -> None:
    """The consent is withdrawn: what it covered goes, the answers about eligibility stay."""
    draft = take_up(session, draft_id)
    kept = {question.key for question in draft.form.eligibility}
    draft.content.answers = {key: said for key, said in draft.content.answers.items() if key in kept}
    draft.content.offer, draft.content.shared = None, {}
    draft.go_to(None)
    draft.save(now)


def close(session: Session, case: Any, after: State, actor: str, now: datetime) -> None:
    """A draft that will never be filed keeps nothing personal."""
    case.state, case.answers, case.cursor = after.value, None, None
    uploads.keep_only(session, case.id, ())
    record(session, case, State.DRAFT, after, actor, "", now)


def _by_opening(session: Session, opening_key: str) -> Any:
    return session.scalars(select(Application).where(Application.opening_key == opening_key)).first()


def _create(
    session: Session, conversation_id: str, item_code: str, opening_key: str, now: datetime, channel: str
) -> Any:
    draft = Application(
        opening_key=opening_key,
        state=State.DRAFT.value,
        session_id=conversation_id,
        channel=channel,
        expires_at=draft_until(session, now),
        created_at=now,
        **opened(session, item_code),
        agency_id=agencies.active(session, conversation_id, item_code, now),
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:  # another turn opened it in the same moment
        return _by_opening(session, opening_key)
    record(session, draft, None, State.DRAFT, "citizen", "", now)
    Workspace(session, draft).note(now)
    return draft


def _first_field(steps: list[Step]) -> str:
    """Where the consent is asked: just before the first field."""
    return next((step.key for step in steps if step.kind not in ("eligibility",)), steps[-1].key)
