"""Anything may be asked in the middle of a form: answered here, and the form goes on at the same field."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer_faq import ActionAnswerFaq
from bot.actions.answer_item import ActionAnswerItem
from bot.actions.clarify import ActionClarify
from bot.actions.conversation import (
    ActionBookAppointment,
    ActionComplaint,
    ActionHandover,
    ActionHotTopics,
)
from bot.actions.emergency import ActionEmergency

_EMERGENCY = ActionEmergency()
_ANSWERS: dict[str, Action] = {
    "ask_item": ActionAnswerItem(),
    "faq": ActionAnswerFaq(),
    "clarify": ActionClarify(),
    "handover": ActionHandover(),
    "hot_topics": ActionHotTopics(),
    "capabilities": ActionHotTopics(),
    "help": ActionHotTopics(),
    "complaint": ActionComplaint(),
    "book_appointment": ActionBookAppointment(),
}
EMERGENCIES = frozenset({"emergency_fire", "emergency_medical", "emergency_crime", "emergency_traffic", "self_harm"})
_QUESTION = re.compile(r"[?？]|怎么|咋|如何|什么|啥|多少|多久|几天|哪里|哪儿|在哪|哪个|吗$|么$|呢$|为什么|能不能|可不可以|可以吗|要不要")
_SURE, _LIKELY = 0.75, 0.5


def is_emergency(tracker: Tracker) -> bool:
    return intent_of(tracker) in EMERGENCIES


def is_question(tracker: Tracker, *, sure: bool) -> bool:
    """Whether the last message asks something we can answer; `sure` where it might as well be a field's answer."""
    message = tracker.latest_message or {}
    understanding = message.get("understanding") or {}
    if intent_of(tracker) not in _ANSWERS or not _QUESTION.search(message.get("text") or ""):
        return False
    answer = understanding.get("answer")
    if answer is None:
        # 要带什么材料: only a field is asked for; the item is the one being applied for.
        return bool(understanding.get("aspects")) or (intent_of(tracker) == "handover")
    return float(answer["score"]) >= (_SURE if sure else _LIKELY)


def can_answer(intent: str) -> bool:
    return intent in _ANSWERS or intent in EMERGENCIES


def answer(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> dict[str, Any]:
    """Answer the digression; returns the slots it set."""
    action: Action = _EMERGENCY if is_emergency(tracker) else _ANSWERS[intent_of(tracker)]
    events = action.run(dispatcher, tracker, domain)
    return {event["name"]: event["value"] for event in events if event.get("event") == "slot"}  # type: ignore[union-attr]


def intent_of(tracker: Tracker) -> str:
    return str(((tracker.latest_message or {}).get("intent") or {}).get("name") or "")
