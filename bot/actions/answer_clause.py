"""Quote the article of a law or rule that answers, word for word."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked
from bot.actions.base import FinalAction
from bot.actions.clarify import choice_button
from bot.actions.say import button, say
from bot.services import turn
from bot.services.answers import clause as clause_answers
from bot.services.insight.topic import Topic
from bot.services.policies.cache import policies
from bot.services.policies.view import ClauseKey


class ActionAnswerClause(FinalAction):
    def name(self) -> str:
        return "action_answer_clause"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = Asked.of(tracker)
        key = ClauseKey.of(asked.clause or "")
        policy = policies.get(key.title)
        turn.notes().outcome = "clause"
        if policy is None:  # repealed or taken down since the question was understood
            say(dispatcher, "这份文件刚刚停止引用，正在更新。请稍后再问，或拨打 12345 咨询。")
            return []
        turn.notes().topic = Topic("clause", key.title)
        answer = clause_answers.answer(policy, key.no, asked.lines)
        buttons = [] if tracker.active_loop else [choice_button(choice) for choice in asked.choices]
        if buttons:  # something else may have been meant
            buttons.append(button("不是我要问的", "nlu_fallback"))
        say(dispatcher, answer.text, buttons=buttons, source=answer.source.as_dict())
        return [SlotSet("lost_count", 0)]
