"""预填: another record fills in what the applicant would type, after eligibility, proof of identity, and a consent.

One source after another: offered, agreed to in the ledger, fetched outside of any transaction, put in field by field
as if it were typed. What a source does not give, or gives wrong, is asked as ever; a source that is slow or down is
said to be and not asked again in this draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Application, Consent
from bot.db.session import read_session
from bot.services.applications.deadlines import city_date
from bot.services.applications.earlier import has_filed
from bot.services.applications.states import State
from bot.services.applications.views import ReviewRow
from bot.services.applications.workspace import Workspace, look_at, take_up
from bot.services.forms.outcome import Accepted
from bot.services.forms.schema import Attribute, FormField
from bot.services.forms.steps import visible
from bot.services.forms.whole import checked
from bot.services.identity import consent_ledger
from bot.services.identity.proven import proven
from bot.services.ports.data_sharing import Person, sharing_of
from bot.services.ports.http import PortDown, PortRefused
from bot.services.ports.sms import can_send
from bot.services.ports.sources import LABELS, Source, source_of, sources

log = structlog.get_logger()

PURPOSE = "data_sharing"
AGREED, DECLINED, DOWN, DONE = "agreed", "declined", "down", "done"


@dataclass(frozen=True)
class Fetched:
    """`values` is None when the source could not be asked."""

    source: Source
    values: Mapping[Attribute, str] | None


def offer(draft: Workspace, now: datetime) -> None:
    """Makes the next source the question of the draft, if one may help; writes nothing by itself."""
    draft.content.offer = None
    if draft.step.kind != "field" or draft.case.agency_id is not None:
        return
    citizen = proven(draft.session, draft.case.session_id, now)
    if citizen is None:
        return
    for source in sources():
        if source.code in draft.content.sharing or not wanted(draft, source):
            continue
        if source.via == "here" and not has_filed(draft.session, citizen):
            continue
        draft.content.offer = source.code
        return


def would_help(draft: Workspace, now: datetime) -> bool:
    """Whether proving who one is could save typing: nobody is proven yet, and could be."""
    if draft.step.kind != "field" or draft.case.agency_id is not None or not can_send():
        return False
    fillable = any(wanted(draft, source) for source in sources())
    return fillable and proven(draft.session, draft.case.session_id, now) is None


def withdrawn(session: Session, entry_subject: str, now: datetime) -> None:
    """The consent is taken back: what the source filled into a draft goes, and is asked as ever."""
    source, _, number = entry_subject.partition(":")
    case = session.get(Application, int(number))
    if case is None or case.state != State.DRAFT.value:
        return
    draft = take_up(session, case.id)
    for key in [key for key, filled_by in draft.content.shared.items() if filled_by == source]:
        del draft.content.shared[key]
        draft.content.answers.pop(key, None)
    draft.content.sharing[source] = DECLINED
    draft.go_to(None)
    offer(draft, now)
    draft.save(now)


def offer_again(session: Session, draft_id: int, now: datetime) -> None:
    """When a draft is taken up again: its owner may have proven who they are meanwhile."""
    draft = take_up(session, draft_id)
    offer(draft, now)
    if draft.content.offer is not None:
        draft.save(now)


def wanted(draft: Workspace, source: Source) -> list[Attribute]:
    """What the source gives and the form still asks."""
    return [name for name in source.gives if any(field.prefill == name for field in _open(draft))]


def agree(draft: Workspace, prompt: str, now: datetime) -> None:
    """Into the ledger, in the words that were shown, once a draft and source."""
    source = _offered(draft)
    draft.content.sharing[source.code] = AGREED
    citizen = proven(draft.session, draft.case.session_id, now)
    if consent_of(draft.session, draft.case.id, source.code) is None:
        consent_ledger.give(
            draft.session,
            conversation_id=draft.case.session_id,
            citizen_id=citizen.id if citizen is not None else draft.case.citizen_id,
            purpose=PURPOSE,
            subject=subject(source.code, draft.case.id),
            data="、".join(LABELS[name] for name in wanted(draft, source)),
            text=prompt,
            version="1",
            now=now,
        )


def decline(draft: Workspace, now: datetime) -> None:
    draft.content.sharing[_offered(draft).code] = DECLINED
    offer(draft, now)


def fetch(draft_id: int, conversation_id: str, now: datetime) -> Fetched | None:
    """Blocks for as long as the source takes: call it in a thread, outside a transaction.

    None when there is nothing to fetch: nobody agreed, or the proof has run out.
    """
    with read_session() as session:
        draft = look_at(session, draft_id)
        source = source_of(draft.content.offer or "")
        citizen = proven(session, conversation_id, now)
        here = draft.case.session_id == conversation_id
        agreed = source is not None and draft.content.sharing.get(source.code) == AGREED
        if source is None or citizen is None or not here or not agreed:
            return None
        consent = consent_of(session, draft_id, source.code)
        if consent is None:
            return None
        names = wanted(draft, source)
        who = Person(citizen.id, citizen.mobile, citizen.id_number, consent.id, draft.case.item_code)
    try:
        return Fetched(source, sharing_of(source).fetch(source, who, names))
    except (PortDown, PortRefused) as error:
        log.warning("sharing.not_fetched", source=source.code, why=str(error))
        return Fetched(source, None)


def put(session: Session, draft_id: int, fetched: Fetched | None, now: datetime) -> tuple[ReviewRow, ...]:
    """The values into the draft, each through its field's own check; what was put in, masked."""
    draft = take_up(session, draft_id)
    source = draft.content.offer
    put_in: list[str] = []
    if source is not None and fetched is not None and fetched.source.code == source:
        draft.content.sharing[source] = DOWN if fetched.values is None else DONE
        put_in = _put(draft, source, fetched.values or {}, now)
    elif source is not None:
        draft.content.sharing[source] = DOWN
    offer(draft, now)
    draft.save(now)
    return tuple(row for row in draft.rows() if row.field in put_in)


def _put(draft: Workspace, source: str, values: Mapping[Attribute, str], now: datetime) -> list[str]:
    put_in = []
    for field in _open(draft):
        value = values.get(field.prefill) if field.prefill else None
        if value is None:
            continue
        outcome = checked(draft.form, field, value, draft.content.answers, city_date(now))
        if isinstance(outcome, Accepted):
            draft.content.answers[field.key] = outcome.value
            draft.content.shared[field.key] = source
            put_in.append(field.key)
    return put_in


def consent_of(session: Session, draft_id: int, source: str) -> Any:
    return session.scalars(
        select(Consent).where(
            Consent.purpose == PURPOSE,
            Consent.subject == subject(source, draft_id),
            col(Consent.withdrawn_at).is_(None),
        )
    ).first()


def subject(source: str, draft_id: int) -> str:
    return f"{source}:{draft_id}"


def _offered(draft: Workspace) -> Source:
    source = source_of(draft.content.offer or "")
    assert source is not None  # the step is built from it
    return source


def _open(draft: Workspace) -> list[FormField]:
    answers = draft.content.answers
    return [
        each
        for each in visible(draft.form, answers)
        if isinstance(each, FormField) and each.key not in answers
    ]
