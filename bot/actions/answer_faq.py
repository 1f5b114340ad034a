"""Answer a question that staff wrote an answer to."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked
from bot.actions.base import FinalAction
from bot.actions.clarify import offer_the_rest
from bot.actions.say import button, say
from bot.services import turn
from bot.services.answers import faq as faq_answers
from bot.services.catalogue.cache import items
from bot.services.faq import topic
from bot.services.faq.cache import faqs
from bot.services.insight.topic import Topic


class ActionAnswerFaq(FinalAction):
    def name(self) -> str:
        return "action_answer_faq"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        name = Asked.of(tracker).faq
        view = faqs.get(name) if name else None
        item = say_faq(dispatcher, name, suggest=not tracker.active_loop) if name else None
        offer_the_rest(dispatcher, tracker)
        events: list[EventType] = [SlotSet("lost_count", 0)]
        if view is not None:
            # 有电话吗 after it means what was answered last: its item, else the department that answers for it.
            office = None if item else view.department
            events += [
                SlotSet("service_item", item),
                SlotSet("aspect", None),
                SlotSet("department", office),
                SlotSet("topic", topic.of_faq(view.name)),
            ]
        return events


def say_faq(dispatcher: CollectingDispatcher, name: str, *, suggest: bool = True) -> str | None:
    """Say the published answer; returns the code of the item it belongs to, if any."""
    view = faqs.get(name)
    if view is None:
        # Withdrawn between the question and the answer: nothing unpublished is served.
        say(dispatcher, "这条解答刚刚下线，正在更新。请稍后再问，或拨打 12345 咨询。")
        return None
    turn.notes().item_code = view.item
    turn.notes().topic = Topic("faq", name, view.department)
    item = items.get(view.item) if view.item else None
    answer = faq_answers.answer(view, faqs.department_name(view.department))
    buttons = []
    if item is not None and suggest:
        buttons = [
            button(f"{item.name}：办事指南"[:30], "ask_item", service_item=item.code),
            button("申请材料", "ask_item", service_item=item.code, aspect="materials"),
            button("办理地点", "ask_item", service_item=item.code, aspect="where"),
        ]
    say(dispatcher, answer.text, buttons=buttons, source=answer.source.as_dict())
    return view.item or None
