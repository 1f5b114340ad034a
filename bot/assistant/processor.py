"""Rasa's message processor and agent with our actions in them: subclasses, nothing of Rasa is patched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import ActionLimitReached, MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.action_runner import action_named


class InProcessProcessor(MessageProcessor):
    def _get_action(self, action_name: str) -> Action | None:
        return action_named(action_name, self.domain, self.action_endpoint)

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        should_predict = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, should_predict):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return action_named(name, self.domain, self.action_endpoint), prediction


class InProcessAgent(Agent):
    """Build it, then `load_model`: Rasa's `Agent.load` would build a plain agent."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Domain | None) -> TrackerStore:
        # Rasa would wrap it so that a failing save goes to memory and is forgotten; ours must be heard.
        if store is None:
            raise ValueError("the agent needs a tracker store")
        store.domain = domain
        return store

    def load_model(self, model_path: str | Path, fingerprint: str | None = None) -> None:
        self.processor = InProcessProcessor(
            model_path=model_path,
            tracker_store=self.tracker_store,
            lock_store=self.lock_store,
            action_endpoint=self.action_endpoint,
            generator=self.nlg,
        )
        self.domain = self.processor.domain
        self._set_fingerprint(fingerprint)
        self.tracker_store.domain = self.domain
        nlg: Any = self.nlg
        if isinstance(nlg, TemplatedNaturalLanguageGenerator):
            nlg.responses = self.domain.responses
