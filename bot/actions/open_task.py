"""Begin a task — book, complain, rate, urge … — with what the opening words tell already."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked, entity
from bot.actions.digress import intent_of
from bot.actions.task_say import say_end
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.applications.draft_codes import find_code
from bot.services.tasks import complain_words, engine
from bot.services.tasks.ask import Leave, Said
from bot.services.tasks.pick_slot import reader
from bot.settings import get_settings

KINDS = {
    "book_appointment": "book",
    "change_booking": "change_booking",
    "cancel_booking": "cancel_booking",
    "check_in": "check_in",
    "complaint": "complain",
    "rate_service": "rate",
    "urge": "urge",
    "withdraw_case": "withdraw",
    "answer_correction": "correct",
    "log_in": "log_in",
    "my_matters": "my_matters",
    "my_consents": "my_consents",
    "my_data": "my_data",
    "erase_me": "erase_me",
    "log_out": "log_out",
    "act_for_other": "act_for",
    "continue_elsewhere": "continue_elsewhere",
    "take_up_draft": "take_up_draft",
}


class ActionOpenTask(Action):
    def name(self) -> str:
        return "action_open_task"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        kind = KINDS.get(intent_of(tracker), "complain")
        now, said = utc_now(), None
        with write_session(durable=True) as session:
            task_id = engine.open_task(
                session,
                kind,
                conversation_id=tracker.sender_id,
                opening_key=f"{tracker.sender_id}/{(tracker.latest_message or {}).get('message_id') or ''}",
                prefilled=_told(tracker, kind),
                now=now,
                channel=tracker.get_latest_input_channel() or "web",
            )
            said = _begin(session, task_id, tracker.sender_id)
        # Old answers must never fill a new form.
        cleared = [SlotSet("form_answer", None), SlotSet("receipt_no", None), SlotSet("requested_slot", None)]
        if said is not None:  # nothing was left to ask
            say_end(dispatcher, said)
            return [*cleared, SlotSet("task_id", None)]
        return [*cleared, SlotSet("task_id", str(task_id))]


def _begin(session: Any, task_id: int, conversation_id: str) -> Said | None:
    """What there is to say when the task is over at once."""
    try:
        held = engine.Held(session, task_id, conversation_id, utc_now(), get_settings().region_code)
        return held.finish() if held.view().ask is None else None
    except Leave as leave:
        return leave.said
    except engine.TaskClosed as closed:
        return closed.said


def _told(tracker: Tracker, kind: str) -> dict[str, str]:
    text = str((tracker.latest_message or {}).get("text") or "")
    is_button = text.startswith("/")
    told: dict[str, str] = {}
    number = entity(tracker, "case_no")
    if number and kind not in ("book", "complain"):
        told["number"] = number
    if kind == "take_up_draft" and not is_button and find_code(text):
        told["said"] = text
        turn.notes().personal = True
    if kind == "act_for":
        asked = Asked.of(tracker)
        item = asked.bundle or asked.item or entity(tracker, "service_item")
        if item:
            told["item"] = item
    if kind == "book":
        item = Asked.of(tracker).item or entity(tracker, "service_item") or tracker.get_slot("service_item")
        if item:
            told["item"] = item
            turn.notes().item_code = item
    if kind in ("book", "change_booking") and not is_button and not reader(text, utc_now().date()).empty:
        told["when"] = text
    if kind == "complain" and not is_button:
        told |= complain_words.prefill(text)
        turn.notes().personal = "content" in told  # the words are the matter itself
    return told
