"""确认 where no form is open: pressed twice, in two tabs, or again after the answer was lost on its way."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import FinalAction
from bot.actions.form_say import say_receipt
from bot.actions.say import say
from bot.actions.task_say import say_end
from bot.db.session import read_session
from bot.services.applications import filing
from bot.services.bundles.left import left_to_do
from bot.services.tasks.engine import said_at_the_end


class ActionConfirmAgain(FinalAction):
    """The receipt of what was confirmed last in this conversation, once more."""

    def name(self) -> str:
        return "action_confirm_again"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        number = str(tracker.get_slot("receipt_no") or "")
        with read_session() as session:
            case_id = filing.filed_here(session, tracker.sender_id, number)
            receipt = filing.receipt_of(session, case_id) if case_id is not None else None
            if case_id is not None and receipt is not None:
                say_receipt(dispatcher, receipt, left_to_do(session, case_id))
                return []
            said = said_at_the_end(session, tracker.sender_id, number)
        if said is not None:
            say(dispatcher, "刚才已经办好了，没有重复办理。")
            say_end(dispatcher, said)
        else:
            dispatcher.utter_message(response="utter_nothing_open")
        return []
