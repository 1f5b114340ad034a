"""The consent an application rests on: who agreed to which words, when (个人信息保护法 第十四条、第十五条)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Consent

PURPOSE = "application"


def give(session: Session, case: Any, words: str, now: datetime, data: str = "") -> None:
    """Once a case; the words are kept as they were shown, `data` names the fields."""
    if not given(session, case):
        session.add(
            Consent(
                session_id=case.session_id,
                citizen_id=case.citizen_id,
                purpose=PURPOSE,
                subject=_subject(case),
                data=data,
                text=words,
                text_version=str(case.form_version),
                at=now,
            )
        )
        session.flush()


def given(session: Session, case: Any) -> bool:
    found = session.scalar(
        select(Consent.id).where(
            Consent.purpose == PURPOSE,
            col(Consent.subject).in_(_subjects(case)),
            col(Consent.withdrawn_at).is_(None),
        )
    )
    return found is not None


def _subject(case: Any) -> str:
    return f"application:{case.id}"


def _subjects(case: Any) -> list[str]:
    """An item of a 一件事 rests on the consent to the whole."""
    return [f"application:{number}" for number in (case.id, case.parent_id) if number is not None]
