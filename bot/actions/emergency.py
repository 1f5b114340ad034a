"""Emergencies: the right number first, nothing else asked."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import FinalAction
from bot.actions.say import say
from bot.services import turn
from bot.services.insight.topic import Topic

# National emergency numbers; 12356 is the national mental-health line (国家卫生健康委, 2025).
WORDS = {
    "emergency_fire": "遇到火情或者有人被困，请立即拨打 119，说清地点、燃烧物和被困的人。着火时先撤离到安全的地方，不要乘电梯。",
    "emergency_medical": "有人需要急救请立即拨打 120，说清地点和病人的情况，保持电话畅通。",
    "emergency_crime": "遇到危险请立即拨打 110 报警；不方便说话可以发短信到 12110。先保护好自己，尽量到有人的地方去。",
    "emergency_traffic": "发生交通事故，有人受伤请先拨打 120，再拨打 122 或 110 报警。打开双闪，人员撤到路边安全处。",
    "self_harm": (
        "听到您这样说，我很担心您。请不要一个人扛着：现在就可以拨打 12356 全国统一心理援助热线，和专业的人说一说；"
        "如果您或身边的人有马上受到伤害的危险，请立即拨打 110 或 120。"
    ),
}


class ActionEmergency(FinalAction):
    def name(self) -> str:
        return "action_emergency"

    def answer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn.notes().outcome = "emergency"
        turn.notes().topic = Topic("emergency", "")
        intent = ((tracker.latest_message or {}).get("intent") or {}).get("name") or ""
        say_emergency(dispatcher, intent)
        return []


def say_emergency(dispatcher: CollectingDispatcher, intent: str) -> None:
    say(dispatcher, WORDS.get(intent, WORDS["emergency_crime"]), kind="notice")
