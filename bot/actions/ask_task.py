"""Ask what a task asks now; called by the form itself."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.say import say
from bot.actions.task_say import say_ask, say_end
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.tasks.ask import Leave
from bot.services.tasks.engine import Held, TaskClosed
from bot.settings import get_settings


class ActionAskTaskFormFormAnswer(Action):
    def name(self) -> str:
        return "action_ask_task_form_form_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if turn.notes().asked:
            return []
        task_id = int(tracker.get_slot("task_id") or 0)
        said = None
        with write_session() as session:
            try:
                view = Held(session, task_id, tracker.sender_id, utc_now(), get_settings().region_code).view()
            except Leave as leave:
                said = leave.said
            except TaskClosed as closed:
                said = closed.said
        if said is not None:
            say_end(dispatcher, said)
        elif view.ask is None:
            say(dispatcher, "请回复“确认”完成提交。")
        else:
            say_ask(dispatcher, view.title, view.ask)
        return []
