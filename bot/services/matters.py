"""The numbers of bookings and work orders, and finding what a number belongs to for who may see it.

A booking is ``Y`` and a work order ``G`` before twelve characters made like a case number; a case has no letter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import Application, Appointment, WorkOrder
from bot.services.applications.numbers import matter_body, normalise_case_no
from bot.services.applications.proof import TooManyTries, proves
from bot.services.identity.owning import is_own, owned_by
from bot.services.identity.proven import proven

Kind = Literal["application", "appointment", "work_order"]
BOOKING, ORDER = "Y", "G"
_SEPARATORS = re.compile(r"[\s\-—_.·]+")
_TABLES: dict[Kind, Any] = {
    "application": Application.case_no,
    "appointment": Appointment.appoint_no,
    "work_order": WorkOrder.order_no,
}
_WITHIN = re.compile(r"(?<![0-9A-Z])[YG]?\s?\d{2}\s?[A-Z]\d{4}\s?[0-9A-Z]{5}(?![0-9A-Z])")
_LOCKED = "输错次数太多，请一小时后再试，或拨打 12345。"


@dataclass(frozen=True)
class MatterNo:
    kind: Kind
    number: str


class MatterNotFound(Exception):
    """No such number, or a wrong proof: nobody is told which."""

    def __init__(self, message: str = "没有查到，请核对编号和证明信息。") -> None:
        super().__init__(message)


class ProofRequired(Exception):
    """The number belongs to another conversation, or to nobody."""


@dataclass(frozen=True)
class _Owner:
    """What `proves` compares with."""

    applicant_id_number: str | None
    contact_mobile: str | None


def new_matter_no(prefix: str, region_code: str, day: date) -> str:
    """Unique through the database: the caller tries again."""
    return prefix + matter_body(region_code, day)


def read_matter_no(text: str) -> MatterNo | None:
    """The number meant, of whatever kind; None when it is none."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if plain[:1] in (BOOKING, ORDER):
        rest = normalise_case_no(plain[1:])
        kind: Kind = "appointment" if plain[0] == BOOKING else "work_order"
        return MatterNo(kind, plain[0] + rest) if rest else None
    case_no = normalise_case_no(plain)
    return MatterNo("application", case_no) if case_no else None


def find_matter_no(text: str) -> MatterNo | None:
    """As `read_matter_no`, also in the middle of a sentence."""
    whole = read_matter_no(text)
    if whole is not None:
        return whole
    plain = unicodedata.normalize("NFKC", text).upper()
    found = (read_matter_no(match.group()) for match in _WITHIN.finditer(plain))
    return next((each for each in found if each is not None), None)


def column_of(kind: Kind) -> Any:
    """The column that holds the number."""
    return _TABLES[kind]


def admit(
    session: Session, number: str, conversation_id: str, proof: str | None, now: datetime
) -> tuple[Kind, Any]:
    """The row, for its proven citizen, the conversation that made it, or with the last six characters given then.

    Writes (wrong tries are counted): the caller commits, also when it raises MatterNotFound or ProofRequired.
    """
    read = read_matter_no(number)
    if read is None:
        raise MatterNotFound("这不像有效的编号，请对照回执再输一次。")
    column = _TABLES[read.kind]
    row = session.scalars(select(column.class_).where(column == read.number)).first()
    if row is not None and is_own(session, row, conversation_id, now):
        return read.kind, row
    if not proof:
        raise ProofRequired
    owner = _owner(row)
    try:
        known = proves(session, read.number, owner, proof, now)
    except TooManyTries:
        raise MatterNotFound(_LOCKED) from None
    if not known or owner is None:
        raise MatterNotFound
    return read.kind, row


def _owner(row: Any) -> _Owner | None:
    if row is None:
        return None
    if isinstance(row, Application):
        return _Owner(row.applicant_id_number, row.contact_mobile)
    return _Owner(None, row.mobile) if row.mobile else None  # an anonymous order opens for nobody else


def own_numbers(
    session: Session,
    conversation_id: str,
    kinds: tuple[Kind, ...],
    now: datetime | None = None,
    *,
    whole: bool = False,
) -> list[tuple[Kind, Any]]:
    """The rows of a conversation and of the citizen proven in it, newest first; drafts and 催办 are no matters.

    `whole`: a 一件事 stands for its items.
    """
    found: list[tuple[Kind, Any]] = []
    citizen = proven(session, conversation_id, now or utc_now())
    for kind in kinds:
        column = _TABLES[kind]
        table = column.class_
        here = table.session_id == conversation_id
        if citizen is not None:
            unowned = col(table.citizen_id).is_(None) | (table.citizen_id == citizen.id)
            here = (here & unowned) | owned_by(table, citizen)
        query = select(table).where(here, col(column).is_not(None))
        if kind == "work_order" or (whole and kind == "application"):
            query = query.where(col(table.parent_id).is_(None))
        found += [(kind, row) for row in session.scalars(query.order_by(col(table.id).desc()).limit(10))]
    return found
