"""Say where a department is, when it is open and how to reach it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked, entity
from bot.actions.base import FinalAction
from bot.actions.clarify import lost
from bot.actions.say import say
from bot.db.session import read_session
from bot.services import turn
from bot.services.answers import department
from bot.services.insight.topic import Topic


class ActionAnswerDepartment(FinalAction):
    def name(self) -> str:
        return "action_answer_department"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        code = entity(tracker, "department")
        return (
            say_department(dispatcher, code, Asked.of(tracker).aspects) if code else lost(dispatcher, tracker)
        )


def say_department(dispatcher: CollectingDispatcher, code: str, aspects: tuple[str, ...]) -> list[EventType]:
    with read_session() as session:
        answer = department.describe(session, code, aspects)
    if answer is None:
        say(dispatcher, "没有找到这个部门的信息，请拨打 12345 咨询。")
        return [SlotSet("department", None)]
    turn.notes().topic = Topic("department", code, code)
    say(dispatcher, answer.text, source=answer.source.as_dict())
    return [SlotSet("department", code), SlotSet("lost_count", 0)]
