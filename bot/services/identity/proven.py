"""Whose conversation it is: proven by a code, believed for a while, bound to one citizen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.crypto import blind_index, blind_indexes
from bot.db.models import (
    Application,
    Appointment,
    Citizen,
    CitizenChannel,
    Consent,
    Conversation,
    IdentityProof,
    WorkOrder,
)
from bot.services import turn
from bot.settings import get_settings


def proven(session: Session, conversation_id: str, now: datetime) -> Any:
    """The citizen, while the proof lasts; else None."""
    return session.scalars(
        select(Citizen)
        .join(IdentityProof, IdentityProof.citizen_id == Citizen.id)
        .where(IdentityProof.session_id == conversation_id, IdentityProof.expires_at > now)
        .where(col(Citizen.erased_at).is_(None))
    ).first()


def prove(session: Session, conversation_id: str, mobile: str, channel: str, now: datetime) -> Any:
    """The code was right: the conversation is this citizen's from now on. Returns the citizen."""
    before = proven(session, conversation_id, now)
    if before is not None:
        bind(session, conversation_id, before.id)
    citizen = citizen_of(session, mobile, now)
    session.execute(delete(IdentityProof).where(IdentityProof.session_id == conversation_id))
    until = now + timedelta(minutes=get_settings().proof_minutes)
    session.add(
        IdentityProof(session_id=conversation_id, citizen_id=citizen.id, proven_at=now, expires_at=until)
    )
    _link(session, conversation_id, citizen.id, channel, now)
    bind(session, conversation_id, citizen.id)
    session.execute(  # another token from here on: with the turn that this is, for whoever has sent it
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(token_last=Conversation.turns + 1)
        .execution_options(synchronize_session=False)
    )
    turn.notes().proven = True
    session.flush()
    return citizen


def log_out(session: Session, conversation_id: str, now: datetime) -> bool:
    """Ends the proof; what was done is still the citizen's. False when there was none."""
    citizen = proven(session, conversation_id, now)
    if citizen is None:
        return False
    bind(session, conversation_id, citizen.id)
    session.execute(delete(IdentityProof).where(IdentityProof.session_id == conversation_id))
    session.execute(
        update(CitizenChannel)
        .where(CitizenChannel.session_id == conversation_id)
        .values(citizen_id=None, linked_at=None)
        .execution_options(synchronize_session=False)
    )
    return True


def citizen_of(session: Session, mobile: str, now: datetime) -> Any:
    """The citizen of a mobile that was just proven, known or new."""
    index = blind_index(mobile, "mobile")
    query = select(Citizen).where(col(Citizen.mobile_index).in_(blind_indexes(mobile, "mobile")))
    for _ in range(2):
        found = session.scalars(query).first()
        if found is not None:
            found.verified_at = now
            return found
        try:
            with session.begin_nested():
                session.add(Citizen(mobile=mobile, mobile_index=index, verified_at=now))
        except IntegrityError:  # proven elsewhere in the same moment
            continue
    return session.scalars(query).one()


def bind(session: Session, conversation_id: str, citizen_id: int, until: datetime | None = None) -> None:
    """What the conversation has made (`until` then) and nobody owns yet; an anonymous order stays nobody's."""
    for table in (Application, Appointment, WorkOrder, Consent):
        unowned = [table.session_id == conversation_id, col(table.citizen_id).is_(None)]
        if until is not None:
            unowned.append((table.at if table is Consent else table.created_at) <= until)
        if table is WorkOrder:
            unowned.append(col(WorkOrder.is_anonymous).is_(False))
        session.execute(
            update(table)
            .where(*unowned)
            .values(citizen_id=citizen_id)
            .execution_options(synchronize_session=False)
        )


def conversations_of(session: Session, citizen_id: int) -> list[str]:
    query = select(CitizenChannel.session_id).where(
        CitizenChannel.citizen_id == citizen_id, col(CitizenChannel.session_id).is_not(None)
    )
    return [str(each) for each in session.scalars(query)]


def forget_proofs(session: Session, now: datetime) -> None:
    """For housekeeping; what was done while they held stays their citizen's."""
    over = select(IdentityProof).where(IdentityProof.expires_at <= now)
    for proof in session.scalars(over).all():
        bind(session, proof.session_id, proof.citizen_id, proof.expires_at)
    session.execute(delete(IdentityProof).where(IdentityProof.expires_at <= now))


def _link(session: Session, conversation_id: str, citizen_id: int, channel: str, now: datetime) -> None:
    """渠道: one citizen, several conversations."""
    indexes = blind_indexes(conversation_id, "address")
    row = session.scalars(
        select(CitizenChannel).where(
            (CitizenChannel.session_id == conversation_id)  # a messaging app's has its own address
            | ((CitizenChannel.channel == channel) & col(CitizenChannel.address_index).in_(indexes))
        )
    ).first()
    if row is None:
        row = CitizenChannel(
            channel=channel, address=conversation_id, address_index=indexes[0], session_id=conversation_id
        )
        session.add(row)
    row.citizen_id, row.linked_at, row.last_seen_at = citizen_id, now, now
    session.flush()
