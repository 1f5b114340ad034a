"""Say how two service items differ in what was asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked
from bot.actions.base import FinalAction
from bot.actions.clarify import lost
from bot.actions.say import button, say
from bot.services import turn
from bot.services.answers.compare import compare
from bot.services.catalogue.cache import items
from bot.services.insight.topic import Topic


class ActionCompareItems(FinalAction):
    def name(self) -> str:
        return "action_compare_items"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = Asked.of(tracker)
        found = [item for choice in asked.choices if (item := items.get(str(choice.get("key")))) is not None]
        if len(found) != 2:
            return lost(dispatcher, tracker)
        turn.notes().topic = Topic("item", found[0].code, found[0].department.code)
        answer = compare(found[0], found[1], asked.aspects)
        guides = [button(f"{item.name}：办事指南", "ask_item", service_item=item.code) for item in found]
        say(
            dispatcher,
            answer.text,
            buttons=[]
            if tracker.active_loop
            else guides,  # inside a form a number means the form's own choices
            source=answer.source.as_dict(),
        )
        return [SlotSet("lost_count", 0)]
