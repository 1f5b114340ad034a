"""Rasa's tracker store over `conversation` and `turn`: one transaction a turn, flat cost however long the talk.

A turn's events, the citizen's (masked) words and the replies are one row with a unique (conversation, seq): two
writers collide instead of interleaving, and a crash leaves either the whole turn or none of it. What the dialogue
carries from turn to turn is its slots and the open form; both are kept as one checkpoint, so nothing is replayed
(docs/adr/0004).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant import announcing, conversations, counting, metrics
from bot.assistant.conversations import Loaded, NewTurn
from bot.assistant.counting import ASKED
from bot.assistant.masking import masked_event, masked_reply, masked_text
from bot.assistant.messages import Message
from bot.services import turn


@dataclass
class OpenTurn:
    """The turn in progress: what was loaded for it, and what has been said so far."""

    loaded: Loaded
    message_id: str | None
    user_text: str
    replies: list[Message] = field(default_factory=list)
    known_events: int = 0
    announced: bool = False  # the city's notice was said with it
    started: float = field(default_factory=time.perf_counter)


current_turn: ContextVar[OpenTurn | None] = ContextVar("open_turn", default=None)


def _state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}
    return {"slots": slots, "active_loop": tracker.active_loop_name}


def _events_to(state: dict[str, Any]) -> list[Event]:
    """Events that bring a fresh tracker to a kept state, listening."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    if state.get("active_loop"):
        events.append(ActiveLoop(state["active_loop"]))
    events += [SlotSet(name, value) for name, value in state.get("slots", {}).items()]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return events


class SqlTrackerStore(TrackerStore):
    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        opened = current_turn.get()
        loaded = opened.loaded if opened else conversations.load(sender_id)
        if loaded is None:
            return None
        tracker = DialogueStateTracker.from_events(sender_id, _events_to(loaded.state), self.domain.slots)
        if opened:
            opened.known_events = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        opened = current_turn.get()
        if opened is None:
            raise RuntimeError("a tracker is saved by the assistant only, at the end of a turn")
        with metrics.stage("save"):
            self._append(tracker, opened)

    @staticmethod
    def _append(tracker: DialogueStateTracker, opened: OpenTurn) -> None:
        notes = turn.notes()
        latest = tracker.latest_message
        fresh = list(tracker.events)[opened.known_events :]
        counted = counting.of_turn(opened, tracker, notes)
        state = _state_of(tracker)
        state |= announcing.kept(opened.loaded, said=opened.announced)
        asked = counted.asked.write() if counted else opened.loaded.state.get(ASKED)
        conversations.append(
            NewTurn(
                conversation_id=tracker.sender_id,
                seq=opened.loaded.turns + 1,
                message_id=opened.message_id,
                user_text=masked_text(opened.user_text, personal=notes.personal),
                replies=[masked_reply(reply) for reply in opened.replies],
                events=[masked_event(event.as_dict(), personal=notes.personal) for event in fresh],
                state={**state, ASKED: asked} if asked else state,
                intent=latest.intent.get("name") if latest else None,
                confidence=latest.intent.get("confidence") if latest else None,
                item_code=notes.item_code,
                outcome=notes.outcome or None,
                understood=notes.outcome not in ("lost", "failed"),
                fact=counted.row if counted else None,
            )
        )

    async def keys(self) -> Iterable[str]:
        return conversations.all_ids()
