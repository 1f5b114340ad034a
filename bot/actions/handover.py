"""转人工: into the queue, or a message left where nobody is there."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import FinalAction
from bot.actions.say import button, say
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.handover import asking, words


class ActionHandover(FinalAction):
    def name(self) -> str:
        return "action_handover"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn.notes().outcome = "handover"
        channel = tracker.get_latest_input_channel() or "web"
        with write_session(durable=True) as session:
            asked = asking.ask(session, tracker.sender_id, channel, utc_now())
        here = asked.standing
        # Inside a form only the form's own question has buttons: a typed number must mean those. Words do, too.
        choices = [] if tracker.active_loop else asked.choices
        say(
            dispatcher,
            asked.text,
            kind="handover",
            buttons=[button(title, f"desk_{deed}") for title, deed in choices],
            data={**words.state_data(here.state, here.position), "hotline": words.HOTLINE},
        )
        return [SlotSet("lost_count", 0)]
