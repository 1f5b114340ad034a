"""A question about a service item, looked up in the service database."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.db.session import read_session
from bot.services.answers import item as item_answers
from bot.services.catalogue.query import get_item


class ActionAnswerItem(Action):
    def name(self) -> str:
        return "action_answer_item"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        code, aspect = tracker.get_slot("service_item"), tracker.get_slot("aspect")
        with read_session() as session:
            item = get_item(session, code) if code else None
        if item is None:
            dispatcher.utter_message(response="utter_clarify")
        else:
            dispatcher.utter_message(text=item_answers.answer(item, [aspect] if aspect else []).text)
        return []
