"""The action that ends a turn, which most are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher


class FinalAction(Action, ABC):
    """After it the citizen is listened to; it says so itself, which saves Rasa one prediction a message."""

    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say the result; returns the slots to set."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return [*self.answer(dispatcher, tracker, domain), FollowupAction("action_listen")]
