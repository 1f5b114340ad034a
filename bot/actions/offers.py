"""What a form says to a wish that needs a form of its own: how to do it, and the form goes on."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer_item import say_item
from bot.actions.asked import Asked
from bot.actions.say import say
from bot.services.catalogue.cache import items


class TellAbout(Action):
    """Asked about the assistant itself: the words of the domain."""

    def name(self) -> str:
        return "tell_about"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        intent = ((tracker.latest_message or {}).get("intent") or {}).get("name")
        say(dispatcher, domain["responses"][f"utter_{intent}"][0]["text"])
        return []


class TellComplaint(Action):
    def name(self) -> str:
        return "tell_complaint"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(
            dispatcher,
            "投诉、举报、求助和建议：办完手头这件事，或者说“取消”先退出（填过的内容会保存），再说“我要投诉”，就可以在这里登记；"
            "也可以现在拨打 12345。消费纠纷拨打 12315，欠薪和社保问题拨打 12333。正在发生的危险请直接拨打 110。",
            kind="notice",
        )
        return []


class TellBooking(Action):
    def name(self) -> str:
        return "tell_booking"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        code = Asked.of(tracker).item or tracker.get_slot("service_item")
        item = items.get(code) if code else None
        if item is None:
            say(dispatcher, "办完手头这件事，或者说“取消”先退出，再说“预约”加事项名称，就可以约时间。")
            return []
        say_item(dispatcher, item, ("booking",), suggest=not tracker.active_loop)
        return [SlotSet("service_item", item.code), SlotSet("aspect", "booking")]


class TellLogin(Action):
    """A form with a proof of its own, or none: not the application form, which is left for it."""

    def name(self) -> str:
        return "tell_login"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(dispatcher, "要核验手机号，先办完手头这件事，或者说“取消”退出，再说“登录”。")
        return []
