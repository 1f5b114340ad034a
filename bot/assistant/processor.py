"""Rasa's message processor and agent with our actions in them: subclasses, nothing of Rasa is patched."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import ActionLimitReached, MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.engine import loader
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_EXTRACT_SLOTS, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecutionRejected,
    DefinePrevUserUtteredFeaturization,
    Event,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT, TEXT_TOKENS
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name

from bot.assistant import metrics
from bot.assistant.action_runner import ActionCatalogue
from bot.assistant.graph_runner import DirectGraphRunner
from bot.assistant.signature import trusted


def only_forms_fill_slots(domain: Domain) -> bool:
    """Whether no message can fill a slot while no form is open: every mapping is custom or bound to a form."""
    return all(
        mapping.get("type") == "custom"
        or any(condition.get("active_loop") for condition in mapping.get("conditions") or ())
        for slot in domain.slots
        for mapping in slot.mappings
    )


class InProcessProcessor(MessageProcessor):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._actions = ActionCatalogue(self.domain, self.action_endpoint)
        self._slots_only_in_forms = only_forms_fill_slots(self.domain)

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        """What is not signed by us is not unpacked. Raises ModelNotOurs."""
        with trusted(Path(model_path)) as archive, TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), archive, LocalModelStorage, DirectGraphRunner
            )
        return os.path.basename(model_path), metadata, runner

    def _get_action(self, action_name: str) -> Action | None:
        return self._actions.get(action_name)

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """As Rasa does it, with the action made once and no copy of its events for a debug line."""
        if self._slots_only_in_forms and tracker.active_loop is None:
            return tracker
        events = await self._actions.get(ACTION_EXTRACT_SLOTS).run(
            output_channel, self.nlg, tracker, self.domain
        )
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update_with_events(events, self.domain)
        return tracker

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        should_predict = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, should_predict):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._actions.get(name), prediction

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """As Rasa does it, without a copy of what was understood for a debug line, and without its warning of intents
        outside the domain, which builds an empty domain for every message."""
        tracker = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        parsed = self._parse_message_with_graph(message, tracker, only_output_properties)
        self._update_full_retrieval_intent(parsed)
        return parsed

    def _parse_message_with_graph(
        self, message: UserMessage, tracker: DialogueStateTracker, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """As Rasa does it, without the places of the words: nobody asks for them, and they would have to be cut."""
        target = self.model_metadata.nlu_target
        inputs = {PLACEHOLDER_MESSAGE: [message], PLACEHOLDER_TRACKER: tracker}
        (parsed,) = self.graph_runner.run(inputs=inputs, targets=[target])[target]
        parsed.output_properties.discard(TEXT_TOKENS)
        empty = {TEXT: "", INTENT: {"name": None, "confidence": 0.0}, ENTITIES: []}
        return {**empty, **parsed.as_dict(only_output_properties=only_output_properties)}

    async def run_anonymization_pipeline(self, tracker: DialogueStateTracker) -> None:
        """Nothing: what is kept of a turn is masked where it is saved (bot/assistant/masking.py)."""

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Nothing: Rasa would copy every slot for a debug line, and slots are not for logs."""

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """As Rasa does it, without replaying the tracker into a copy: that serves policy events an action could read."""
        if any(not isinstance(event, DefinePrevUserUtteredFeaturization) for event in prediction.events):
            return await super()._run_action(action, tracker, output_channel, nlg, prediction)
        if action.name() == ACTION_LISTEN_NAME:  # does nothing
            self._log_action_on_tracker(tracker, action, [], prediction)
            return False
        try:
            with metrics.stage("act"):
                events = await action.run(output_channel, nlg, tracker, self.domain)
        except ActionExecutionRejection:
            tracker.update(
                ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence)
            )
            return self.should_predict_another_action(action.name())
        self._log_action_on_tracker(tracker, action, events, prediction)
        await self.execute_side_effects(events, tracker, output_channel)
        return self.should_predict_another_action(action.name())

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        """As Rasa does it, without deep copies of every event for two debug lines."""
        events = events or []
        if not any(isinstance(event, ActionExecutionRejected) for event in events):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events, self.domain)


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
