"""The question of the application form: what the draft asks now, or the review."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.form_say import say_review, say_step
from bot.db.session import read_session
from bot.services import turn
from bot.services.applications import drafts


class ActionAskServiceFormFormAnswer(Action):
    """Ask what the draft asks now; called by the form itself."""

    def name(self) -> str:
        return "action_ask_service_form_form_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if turn.notes().asked:
            return []
        draft_id = int(tracker.get_slot("draft_id") or 0)
        draft = turn.notes().draft
        if draft is None or draft.id != draft_id:
            with read_session() as session:
                draft = drafts.view(session, draft_id)
        if draft.step is not None and draft.step.kind != "review":
            say_step(dispatcher, draft.item_name, draft.step)
            return []
        with read_session() as session:
            say_review(dispatcher, draft, drafts.review_rows(session, draft_id))
        return []
