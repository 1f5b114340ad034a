"""Answer a question about a 一件事, or which there are."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked
from bot.actions.base import FinalAction
from bot.actions.bundle_say import say_bundle, say_bundles, say_fields
from bot.services.bundles.cache import bundles
from bot.services.faq import topic

_OVERVIEW = frozenset({"overview", "steps"})  # what the whole page says better


class ActionAnswerBundle(FinalAction):
    def name(self) -> str:
        return "action_answer_bundle"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = Asked.of(tracker)
        view = bundles.get(asked.bundle)
        suggest = not tracker.active_loop
        aspects = tuple(each for each in asked.aspects if each not in _OVERVIEW)
        if view is None:
            say_bundles(dispatcher, bundles.all(), suggest=suggest)
        elif aspects:
            say_fields(dispatcher, view, aspects, suggest=suggest)
        else:
            say_bundle(dispatcher, view, suggest=suggest, for_another=asked.for_another)
        events: list[EventType] = [SlotSet("lost_count", 0)]
        if view is not None:
            events += [SlotSet("service_item", None), SlotSet("topic", topic.of_bundle(view.code))]
        return events
