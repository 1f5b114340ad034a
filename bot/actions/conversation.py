"""Moving about in the conversation: start over, go back, hot topics, say it again."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer_item import say_item
from bot.actions.base import FinalAction
from bot.actions.say import button, say
from bot.services import turn
from bot.services.answers.fields import FIELDS
from bot.services.catalogue.cache import items
from bot.services.faq import topic
from bot.services.faq.cache import faqs

HOT = [
    {"title": "办护照要多少钱", "payload": "办护照要多少钱"},
    {"title": "身份证丢了怎么补办", "payload": "身份证丢了怎么补办"},
    {"title": "公积金怎么提取", "payload": "公积金怎么提取"},
    {"title": "新生儿怎么上户口", "payload": "新生儿怎么上户口"},
    button("在线申请居住证", "start_application", service_item="hz-residence-permit"),
    button("查办件进度", "check_progress"),
    button("预约窗口", "book_appointment"),
    button("投诉、举报、建议", "complaint"),
]


class ActionHotTopics(FinalAction):
    def name(self) -> str:
        return "action_hot_topics"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(
            dispatcher,
            "我可以回答办什么、怎么办、带什么、多少钱、多久、去哪办，帮您在线申请居住证等事项、预约窗口、登记投诉建议、查进度和评价，也可以转人工。大家常问：",
            buttons=HOT,
        )
        return []


class ActionRestartConversation(FinalAction):
    """重新开始: forget the context; a draft stays where it is."""

    def name(self) -> str:
        return "action_restart_conversation"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(
            dispatcher,
            "好的，我们重新开始。没填完的申请都已保存，说“继续上次的申请”就能接着填。您想办什么事？",
            buttons=HOT[:4],
        )
        return [
            SlotSet("service_item", None),
            SlotSet("aspect", None),
            SlotSet("topic", None),
            SlotSet("lost_count", 0),
        ]


class ActionGoBack(FinalAction):
    """返回, outside a form: back to the item that was talked about, else to the hot topics."""

    def name(self) -> str:
        return "action_go_back"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        code = tracker.get_slot("service_item")
        item = items.get(code) if code else None
        if item is not None and tracker.get_slot("aspect"):
            say_item(dispatcher, item, ())
            turn.notes().topic = None  # 返回 asks nothing new
            return [SlotSet("aspect", None)]
        say(dispatcher, "好的。您想办什么事？可以点下面的常见问题，也可以直接说。", buttons=HOT)
        return [SlotSet("service_item", None), SlotSet("aspect", None), SlotSet("topic", None)]


class ActionRepeat(FinalAction):
    def name(self) -> str:
        return "action_repeat"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        code = tracker.get_slot("service_item")
        item = items.get(code) if code else None
        if item is None:
            say(dispatcher, "好的，请把您想问的事再说一遍，我重新回答。", buttons=HOT[:4])
            return []
        aspect = tracker.get_slot("aspect")
        say_item(dispatcher, item, (aspect,) if aspect else ())
        turn.notes().topic = None  # the same question
        return []


class ActionSimpler(FinalAction):
    """说简单点: what the last answer comes to, or its parts one by one."""

    def name(self) -> str:
        return "action_simpler"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        view = faqs.get(str(tracker.get_slot("topic") or "").removeprefix(topic.FAQ))
        item = items.get(tracker.get_slot("service_item") or "")
        more = [button("转人工", "handover")]
        if view is not None:
            first = view.answer.partition("。")[0]
            say(dispatcher, f"一句话：{first}。\n要听人讲，请说“转人工”，或者拨打 12345。", buttons=more)
        elif item is not None:
            parts = [
                button(FIELDS[aspect][0], "ask_item", service_item=item.code, aspect=aspect)
                for aspect in ("materials", "where", "fee", "time_limit")
            ]
            say(dispatcher, f"“{item.name}”，您想先看哪一样？一样一样说。", buttons=[*parts, *more])
        else:
            say(dispatcher, "好的。请用几个字告诉我要办什么事，例如“补身份证”。", buttons=HOT[:4])
        return []
