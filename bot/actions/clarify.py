"""Say what is known, ask when it is not: choices when readings are close, the ladder when nothing fits."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.asked import Asked, entity
from bot.actions.base import FinalAction
from bot.actions.say import button, say
from bot.services import turn

LADDER = [
    button("热门事项", "hot_topics"),
    button("转人工", "handover"),
]


class ActionClarify(FinalAction):
    def name(self) -> str:
        return "action_clarify"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn.notes().outcome = "clarified"
        buttons = [choice_button(choice) for choice in Asked.of(tracker).choices]
        if not buttons:  # 我想办事: nothing to choose from, and nothing that was not understood
            say(
                dispatcher,
                "您想办哪件事？请说得具体些，例如“补身份证”“提取公积金”“孩子上户口”。",
                buttons=LADDER,
            )
            return []
        say(dispatcher, "您想问的是下面哪一个？", buttons=[*buttons, button("都不是", "nlu_fallback")])
        return []


def choice_button(choice: dict[str, Any]) -> dict[str, str]:
    if choice["kind"] == "faq":
        return button(choice["title"], "faq", faq_name=choice["key"])
    if choice["kind"] == "clause":
        return button(f"政策原文：{choice['title']}", "ask_clause", clause=choice["key"])
    aspects = choice.get("aspects") or []
    entities = {"service_item": choice["key"], **({"aspect": aspects[0]} if aspects else {})}
    return button(choice["title"], "ask_item", **entities)


def offer_the_rest(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Several things asked at once: one is answered, the others are a choice away."""
    also = Asked.of(tracker).also
    if also and not tracker.active_loop:
        say(dispatcher, "您还问了别的，点一下接着看：", buttons=[choice_button(each) for each in also])


class ActionLost(FinalAction):
    def name(self) -> str:
        return "action_lost"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return lost(dispatcher, tracker)


def lost(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Once: ask to rephrase. Twice: offer a person, the hotline, or a message."""
    turn.notes().outcome = "lost"
    if any(entity(tracker, each) for each in ("id_number", "mobile", "uscc")):
        say(
            dispatcher,
            "这像是证件号码或手机号。现在没有正在填写的内容，我没有使用，也不会显示出来。"
            "要接着填没填完的申请请点下面的；办别的事，请直接说事项名称。",
            buttons=[
                button("继续上次的申请", "resume_draft"),
                button("查办件进度", "check_progress"),
                *LADDER,
            ],
        )
        return []
    count = int(tracker.get_slot("lost_count") or 0) + 1
    if count == 1:
        say(
            dispatcher,
            "抱歉，我没有完全理解您的问题。请换个说法，最好说出要办的事，例如“身份证丢了怎么补”“公积金怎么提取”。",
            buttons=LADDER,
        )
    else:
        say(
            dispatcher,
            "抱歉，这个问题我还是答不上来。您可以转人工服务，或拨打 12345 政务服务便民热线（全天受理）。",
            buttons=[
                button("转人工", "handover"),
                button("留言登记", "complaint"),
                button("热门事项", "hot_topics"),
            ],
        )
    return [SlotSet("lost_count", min(count, 10))]


class ActionOutOfScope(FinalAction):
    def name(self) -> str:
        return "action_out_of_scope"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn.notes().outcome = "out_of_scope"
        say(
            dispatcher,
            "这个问题不属于政务服务的范围，我帮不上忙。要办证、社保、公积金、户口这类事，可以直接问我。",
            buttons=LADDER,
        )
        return []
