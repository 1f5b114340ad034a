"""What a word or a button steers in the application form: pick, change, go back, skip, why, pause."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.controls import Control
from bot.actions.form_say import NO_HURRY, left, say_paused, say_which_to_change, why
from bot.actions.say import say
from bot.db.base import utc_now
from bot.db.session import Session
from bot.services import turn
from bot.services.applications import draft_codes, drafts
from bot.services.applications.errors import SeveralFields
from bot.services.applications.views import AnswerResult
from bot.services.forms.steps import Step


def steer(
    dispatcher: CollectingDispatcher, session: Session, draft_id: int, control: Control, step: Step
) -> str | AnswerResult | None:
    """A text to take as the answer, what came of it, or None where the question just stands. Raises UnknownField."""
    verb = control.verb
    if verb == "pick":
        option = next((each for each in step.options if each.value == control.value), None)
        if option is None:  # a button of an earlier question
            say(dispatcher, "这个选项是之前问题的，请回答下面的问题。")
        return option.title if option is not None else None
    if verb == "file":
        if step.input != "file" or control.value is None:
            say(dispatcher, "文件收到了，但现在这一项不需要文件，没有使用。")
            return None
        return control.value
    if verb == "change":
        _change(dispatcher, session, draft_id, control.value)
    elif verb == "why":
        say(dispatcher, why(step))
    elif verb == "wait":
        say(dispatcher, NO_HURRY)
    elif verb == "left":
        say(dispatcher, left(step))
    elif verb == "back":
        drafts.go_back(session, draft_id)
    elif verb == "skip":
        return drafts.skip(session, draft_id)
    return None


def pause(dispatcher: CollectingDispatcher, session: Session, draft_id: int) -> None:
    say_paused(dispatcher, draft_codes.give(session, draft_id, utc_now()))


def _change(dispatcher: CollectingDispatcher, session: Session, draft_id: int, what: str | None) -> None:
    """To the question meant; which, where none is named or several are."""
    if what is not None:
        try:
            drafts.change(session, draft_id, what)
        except SeveralFields as several:
            meant = several.keys
        else:
            return
    rows = drafts.review_rows(session, draft_id)
    say_which_to_change(dispatcher, tuple(r for r in rows if what is None or r.field in meant))
    turn.notes().asked = True
