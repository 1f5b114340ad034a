"""Whether a message inside a task is meant for something else."""

from __future__ import annotations

from rasa_sdk import Tracker

from bot.actions import digress
from bot.actions.open_task import KINDS
from bot.services.tasks.ask import Ask

_CLOSED = frozenset({"name", "mobile", "id_number", "choice", "yes_no", "date"})
_HERE = frozenset({"complaint", "book_appointment"})
_SHORT, _QUESTION_AT_MOST, _SURE = 8, 20, 0.6


def asks_something_else(tracker: Tracker, ask: Ask, text: str) -> bool:
    """Before the question has had its say. What is told freely may hold any word of ours."""
    guess_waits = ask.input in _CLOSED and ask.kind != "review"
    danger = digress.CERTAIN_DANGER if guess_waits else digress.LIKELY_DANGER
    if digress.is_emergency(tracker, danger):
        return True
    if ask.hint:  # 预约办护照 answers which item
        return digress.is_wish(tracker, sure=True, without=_HERE)
    if ask.free:
        wish = len(text) <= _SHORT and digress.is_wish(tracker, sure=True, without=_HERE)
        return wish or (len(text) <= _QUESTION_AT_MOST and digress.is_question(tracker, sure=True))
    return digress.is_wish(tracker, sure=True, without=_own_words(ask)) or digress.is_question(
        tracker, sure=True
    )


def wants_something_else(tracker: Tracker, ask: Ask) -> bool:
    """After it has refused: a faint idea counts."""
    return not ask.free and (
        digress.is_emergency(tracker, digress.MAYBE_DANGER)
        or digress.is_wish(tracker, sure=False, without=_own_words(ask))
        or digress.is_question(tracker, sure=False)
    )


def other_task(tracker: Tracker, kind: str, ask: Ask) -> str | None:
    """The intent of another task, wanted before this one has begun; or a booking cancelled, not moved, after all."""
    wanted = digress.intent_of(tracker)
    cancelled = (kind, wanted) == ("change_booking", "cancel_booking")
    if ask.key not in ("number", "item") and not cancelled:
        return None
    sure = digress.confidence_of(tracker) >= _SURE
    if not sure or KINDS.get(wanted) in (None, kind) or (ask.hint and wanted in _HERE):
        return None
    return wanted


def _own_words(ask: Ask) -> frozenset[str]:
    return _HERE if ask.hint or ask.kind == "slots" else frozenset()
