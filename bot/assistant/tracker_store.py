"""Rasa's tracker store over `conversation` and `turn`: one transaction a turn, flat cost however long the talk.

A turn's events, the citizen's (masked) words and the replies are one row with a unique (conversation, seq): two
writers collide instead of interleaving, and a crash leaves either the whole turn or none of it. Slots and the open
form are checkpointed every few turns, so that at most `2 * _CHECKPOINT_EVERY` turns are ever replayed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant import conversations
from bot.assistant.conversations import Loaded, NewTurn
from bot.assistant.masking import masked_event, masked_text
from bot.assistant.messages import Message
from bot.services import turn

_CHECKPOINT_EVERY = 4


@dataclass
class OpenTurn:
    """The turn in progress: what was loaded for it, and what has been said so far."""

    loaded: Loaded
    message_id: str | None
    user_text: str
    replies: list[Message] = field(default_factory=list)
    replayed: int = 0
    saved: bool = False


current_turn: ContextVar[OpenTurn | None] = ContextVar("open_turn", default=None)


def _state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {
        name: slot.value for name, slot in tracker.slots.items() if slot.value is not None and slot.value != slot.initial_value
    }
    return {"slots": slots, "active_loop": tracker.active_loop_name}


def _prefix(state: dict[str, Any]) -> list[Event]:
    """Events that bring a fresh tracker to a checkpointed state, listening."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    if state["active_loop"]:
        events.append(ActiveLoop(state["active_loop"]))
    events += [SlotSet(name, value) for name, value in state["slots"].items()]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    for event in events:
        event.timestamp = 0.0  # before every real event, however often it is rebuilt
    return events


class SqlTrackerStore(TrackerStore):
    def __init__(self, domain: Domain | None = None, event_broker: Any = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)

    @property
    def domain(self) -> Domain:
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        opened = current_turn.get()
        loaded = opened.loaded if opened else conversations.load(sender_id)
        if loaded is None or loaded.turns == 0:
            return None
        events = _prefix(loaded.checkpoint) if loaded.checkpoint else []
        events += deserialise_events([event for row in loaded.tail for event in row])
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        if opened:
            opened.replayed = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        opened = current_turn.get()
        if opened is None:
            raise RuntimeError("a tracker is saved by the assistant only, at the end of a turn")
        fresh = list(tracker.events)[opened.replayed :]
        if not fresh:
            return
        notes = turn.notes()
        seq = opened.loaded.turns + 1
        checkpoints = opened.loaded.checkpoints
        if seq % _CHECKPOINT_EVERY == 0:
            checkpoints = [*checkpoints, {"seq": seq, "state": _state_of(tracker)}][-2:]
        latest = tracker.latest_message
        conversations.append(
            NewTurn(
                conversation_id=tracker.sender_id,
                seq=seq,
                message_id=opened.message_id,
                user_text=masked_text(opened.user_text, personal=notes.personal),
                replies=opened.replies,
                events=[masked_event(event.as_dict(), personal=notes.personal) for event in fresh],
                checkpoints=checkpoints,
                intent=latest.intent.get("name") if latest else None,
                confidence=latest.intent.get("confidence") if latest else None,
                item_code=notes.item_code,
                outcome=notes.outcome or None,
            )
        )
        opened.saved = True

    async def keys(self) -> Iterable[str]:
        return conversations.all_ids()
