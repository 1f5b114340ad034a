"""Custom actions inside the process: rasa-sdk's executor behind Rasa's own endpoint seam.

Rasa posts the whole tracker to a server and compiles a JSON schema for every answer (rasa/core/actions/action.py,
``_validate_action_result``: 25 ms). Here the endpoint is a function call, the schema check is rasa-sdk's own event
check, and an action that fails says so instead of staying silent.
"""

from __future__ import annotations

from typing import Any

import structlog
from rasa.core.actions.action import (
    Action,
    RemoteAction,
    action_for_name_or_text,
    create_bot_utterance,
)
from rasa.core.actions.forms import FormAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    Event,
    FollowupAction,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

import bot.actions
from bot.services import turn
from bot.tracing import error_number

log = structlog.get_logger()

FAILED = "failed"  # outcome of a turn
APOLOGY = (
    "抱歉，系统刚才没能处理这一步（编号 {number}），您已填写的内容都还在。"
    "请稍后再发一次；着急的话可以拨打 12345 政务服务便民热线。"
)


class InProcessEndpoint(EndpointConfig):
    """An action endpoint that is no server: a request runs the action here and now."""

    def __init__(self) -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(bot.actions)

    async def request(self, *_: Any, **kwargs: Any) -> Any:
        return await self._executor.run(kwargs["json"])


class InProcessAction(RemoteAction):
    """Rasa's remote action without what only a network needs."""

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        assert self.action_endpoint is not None
        try:
            result = await self.action_endpoint.request(json=self._action_call_format(tracker, domain))
            said = await self._utter_responses(result["responses"], output_channel, nlg, tracker)
            return [*said, *(_event(body) for body in result["events"])]
        except Exception:
            number = error_number()
            turn.notes().outcome = FAILED
            # The text of the message is never logged; the number leads from the citizen to this line.
            log.exception("action.failed", action=self.name(), number=number)
            apology = create_bot_utterance({"text": APOLOGY.format(number=number)})
            return [apology, FollowupAction(ACTION_LISTEN_NAME)]

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        # rasa-sdk looks no further back than the citizen's last message.
        tail: list[dict[str, Any]] = []
        for event in reversed(tracker.events):
            tail.append(event.as_dict())
            if isinstance(event, UserUttered):
                break
        state["events"] = tail[::-1]
        return {
            "next_action": self.name(),
            "sender_id": tracker.sender_id,
            "tracker": state,
            "domain": domain.as_dict(),
        }


def _event(body: dict[str, Any]) -> Event:
    """rasa-sdk's event as Rasa's; the two that actions use most without a search through every event class."""
    if body["event"] == "slot":
        return SlotSet(body["name"], body.get("value"))
    if body["event"] == "followup":
        return FollowupAction(body["name"])
    return deserialise_events([body])[0]


class InProcessFormAction(FormAction):
    """A form whose validation and questions run in process; after it the citizen is listened to, without asking a policy."""

    def __init__(self, name: str, endpoint: EndpointConfig | None, actions: ActionCatalogue) -> None:
        super().__init__(name, endpoint)
        self._actions = actions

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        events = await super().run(output_channel, nlg, tracker, domain)
        return [*events, FollowupAction(ACTION_LISTEN_NAME)]

    async def validate_slots(
        self,
        slot_candidates: dict[str, Any],
        tracker: DialogueStateTracker,
        domain: Domain,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
    ) -> list[Event]:
        validator = self._actions.get(f"validate_{self.name()}")
        working = tracker
        if any(tracker.get_slot(name) != value for name, value in slot_candidates.items()):
            candidates = [SlotSet(name, value) for name, value in slot_candidates.items()]
            working = self._temporary_tracker(tracker, candidates, domain)
        events = await validator.run(output_channel, nlg, working, domain)
        if turn.notes().outcome == FAILED:
            # What was said counts as not said: the same question is asked again, and the form stays open.
            events += [SlotSet(name, None) for name in slot_candidates]
        return events

    async def _validate_if_required(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
    ) -> list[Event]:
        """As Rasa does it, without a deep copy of the message for a debug line."""
        if tracker.active_loop and (
            tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.is_active_loop_interrupted
        ):
            return await self.validate_slots({}, tracker, domain, output_channel, nlg)
        return list(await self.validate(tracker, domain, output_channel, nlg))

    async def _ask_for_slot(
        self,
        domain: Domain,
        nlg: NaturalLanguageGenerator,
        output_channel: OutputChannel,
        slot_name: str,
        tracker: DialogueStateTracker,
    ) -> list[Event]:
        name = self._name_of_utterance(domain, slot_name)
        if name is None:
            return []
        return await self._actions.get(name).run(output_channel, nlg, tracker, domain)


class ActionCatalogue:
    """Rasa's actions of a domain by name, with ours in place of the remote ones; each is made once."""

    def __init__(self, domain: Domain, endpoint: EndpointConfig | None) -> None:
        self._domain, self._endpoint = domain, endpoint
        self._made: dict[str, Action] = {}

    def get(self, name: str) -> Action:
        action = self._made.get(name)
        if action is None:
            action = self._made[name] = self._make(name)
        return action

    def _make(self, name: str) -> Action:
        if name in self._domain.form_names:
            return InProcessFormAction(name, self._endpoint, self)
        if name in self._domain.user_actions and not name.startswith("utter_"):
            return InProcessAction(name, self._endpoint)
        return action_for_name_or_text(name, self._domain, self._endpoint)
