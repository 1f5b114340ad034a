"""Answer a question about a service item: item × aspect, with the context of the last question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer_department import say_department
from bot.actions.asked import Asked
from bot.actions.base import FinalAction
from bot.actions.clarify import offer_the_rest
from bot.actions.say import button, say
from bot.services import turn
from bot.services.answers import conditions as condition_answers
from bot.services.answers import department
from bot.services.answers import item as item_answers
from bot.services.answers.fields import FIELDS
from bot.services.bundles.cache import bundles
from bot.services.catalogue.cache import items
from bot.services.catalogue.views import ItemView
from bot.services.insight.topic import Topic

# What people ask next, offered as buttons after an answer.
_NEXT = ("materials", "fee", "time_limit", "where", "steps", "conditions")
_MOST_BUTTONS = 4
_TO_THE_WINDOW = frozenset({"booking", "where", "hours"})  # who asks these is about to come


class ActionAnswerItem(FinalAction):
    def name(self) -> str:
        return "action_answer_item"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = Asked.of(tracker)
        code = asked.item or tracker.get_slot("service_item")
        office = tracker.get_slot("department")
        if code is None and office and set(asked.aspects) & set(department.ASPECTS):
            return say_department(dispatcher, office, asked.aspects)  # 车管所电话多少 … 周末上班吗
        of_the_hall = bool(asked.aspects) and {"hours", "contact"}.issuperset(asked.aspects)
        if code is None and of_the_hall and not asked.is_button:
            return say_department(dispatcher, department.HALL, asked.aspects)  # 你们几点上班, 有没有电话
        if code is None:
            ask_which_item(dispatcher)
            return []
        aspects = asked.aspects
        if not aspects and asked.follow_up and asked.item and tracker.get_slot("aspect"):
            aspects = (tracker.get_slot("aspect"),)  # 护照多少钱 … 那居住证呢
        item = items.get(code)
        if item is None:
            say(dispatcher, "这个事项目前没有对外公布的办事信息，请拨打 12345 咨询。")
            return [SlotSet("service_item", None)]
        # Inside a form only the form's own question has buttons: a typed number must mean those.
        say_item(dispatcher, item, aspects, asked.conditions, suggest=not tracker.active_loop)
        offer_the_rest(dispatcher, tracker)
        return [
            SlotSet("service_item", code),
            SlotSet("department", None),
            SlotSet("topic", None),
            SlotSet("aspect", aspects[0] if aspects else None),
            SlotSet("lost_count", 0),
        ]


def say_item(
    dispatcher: CollectingDispatcher,
    item: ItemView,
    aspects: tuple[str, ...],
    conditions: tuple[str, ...] = (),
    *,
    suggest: bool = True,
) -> None:
    turn.notes().item_code = item.code
    turn.notes().topic = Topic("item", item.code, item.department.code)
    answer = item_answers.answer(item, aspects)
    spoken_of = condition_answers.notes(item, conditions, answer.text) if conditions else ""
    data = None
    if answer.sections:
        data = {"item": item.name, "sections": [{"title": s.title, "text": s.text} for s in answer.sections]}
    say(
        dispatcher,
        f"{answer.text}\n\n{spoken_of}" if spoken_of else answer.text,
        kind="guide" if answer.sections else None,
        buttons=_next_steps(item, aspects, conditions) if suggest else [],
        data=data,
        source=answer.source.as_dict(),
    )


def _next_steps(
    item: ItemView, aspects: tuple[str, ...], conditions: tuple[str, ...]
) -> list[dict[str, str]]:
    buttons = []
    if item.has_form:
        buttons.append(button("在线申请", "start_application", service_item=item.code))
        if "agent" in conditions and "minor" not in conditions:
            buttons.append(button("代办，请对方同意", "act_for_other", service_item=item.code))
    whole = bundles.with_item(item.code)
    if whole is not None:
        buttons.append(button(whole.title, "ask_bundle", service_item=whole.code))
    if item.is_schedule and _TO_THE_WINDOW & set(aspects):
        buttons.append(button("预约办理", "book_appointment", service_item=item.code))
    if "complaint" in aspects:
        buttons.append(button("我要投诉", "complaint"))
    for aspect in _NEXT:
        if aspect not in aspects and len(buttons) < _MOST_BUTTONS:
            buttons.append(button(FIELDS[aspect][0], "ask_item", service_item=item.code, aspect=aspect))
    return buttons


def ask_which_item(dispatcher: CollectingDispatcher) -> None:
    turn.notes().outcome = "clarified"
    say(dispatcher, "您想问的是哪个事项？请告诉我名称，例如“护照”“居住证”“社保卡”。")
