"""What of a turn is counted for decisions: handed to the facts as the turn is saved."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog
from rasa.shared.core.trackers import DialogueStateTracker

from bot.db.base import utc_now
from bot.services.insight.facts import Asked, Counted, Heard, count
from bot.services.turn import TurnNotes

if TYPE_CHECKING:
    from bot.assistant.tracker_store import OpenTurn

log = structlog.get_logger()

ASKED = "asked"  # in the conversation's state
_DISTRICT = ("区", "县", "旗", "镇", "乡", "街道")


def of_turn(opened: OpenTurn, tracker: DialogueStateTracker, notes: TurnNotes) -> Counted | None:
    """Never raises: a figure is not worth a turn."""
    try:
        now = utc_now()
        heard = Heard(
            words="" if notes.personal else opened.user_text.strip(),
            outcome=notes.outcome,
            topic=notes.topic,
            pressed=_was_pressed(tracker),
            channel=opened.loaded.channel,
            region=_district(tracker),
            seconds=time.perf_counter() - opened.started,
            at=now,
        )
        return count(heard, Asked.read(opened.loaded.state.get(ASKED), now))
    except Exception:
        log.exception("insight.not_counted")
        return None


def _was_pressed(tracker: DialogueStateTracker) -> bool:
    """Only a choice's payload begins with a slash; a typed one was made `／`."""
    latest: Any = tracker.latest_message
    return bool(latest and str(latest.text or "").startswith("/"))


def _district(tracker: DialogueStateTracker) -> str:
    """The district, town or street office spoken of."""
    latest: Any = tracker.latest_message
    for entity in latest.entities if latest else ():
        value = entity.get("value")
        if entity.get("entity") == "place" and isinstance(value, str) and value.endswith(_DISTRICT):
            return value
    return ""
