"""What staff do with a case: 受理, 不予受理, 补正, 特别程序, 办结, 退件 — each with the words it needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.applications import corrections
from bot.services.applications.corrections import Asked
from bot.services.applications.errors import ApplicationError
from bot.services.applications.states import State
from bot.services.applications.transitions import transition


class ReasonNeeded(ApplicationError):
    def __init__(self, what: str) -> None:
        super().__init__(f"“{what}”要写明理由，申请人会看到。")


def accept(session: Session, application_id: int, actor: str, now: datetime, note: str = "") -> None:
    """受理."""
    transition(session, application_id, State.ACCEPTED, actor, note, now)


def refuse(session: Session, application_id: int, actor: str, now: datetime, reason: str) -> None:
    """不予受理."""
    transition(session, application_id, State.NOT_ACCEPTED, actor, _said("不予受理", reason), now)


def ask_to_correct(
    session: Session, application_id: int, actor: str, now: datetime, asked: list[Asked], note: str = ""
) -> None:
    """补正: all at once (行政许可法 第三十二条: 一次告知); the clock stands until the answer."""
    if not asked:
        raise ReasonNeeded("补正")
    said = "；".join(
        [note] * bool(note) + [f"{each.label}：{each.why}" if each.why else each.label for each in asked]
    )
    transition(session, application_id, State.CORRECTION, actor, said, now)
    corrections.open_(session, application_id, asked, actor, now)


def suspend(session: Session, application_id: int, actor: str, now: datetime, procedure: str) -> None:
    """特别程序, by its name: the clock stands."""
    transition(session, application_id, State.SUSPENDED, actor, _said("特别程序", procedure), now)


def resume(session: Session, application_id: int, actor: str, now: datetime, note: str = "") -> None:
    """The 特别程序 is over."""
    transition(session, application_id, State.IN_PROGRESS, actor, note, now)


def complete(session: Session, application_id: int, actor: str, now: datetime, result: str) -> None:
    """办结, with what the applicant gets and where."""
    said = _said("办结", result)
    transition(session, application_id, State.COMPLETED, actor, said, now, {"text": said})


def send_back(session: Session, application_id: int, actor: str, now: datetime, reason: str) -> None:
    """退件."""
    transition(session, application_id, State.RETURNED, actor, _said("退件", reason), now)


def _said(what: str, words: str) -> str:
    if not words.strip():
        raise ReasonNeeded(what)
    return words.strip()
