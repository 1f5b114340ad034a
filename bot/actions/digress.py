"""Anything may be asked in the middle of a form: answered here, and the form goes on at the same field."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer_bundle import ActionAnswerBundle
from bot.actions.answer_clause import ActionAnswerClause
from bot.actions.answer_department import ActionAnswerDepartment
from bot.actions.answer_faq import ActionAnswerFaq
from bot.actions.answer_item import ActionAnswerItem, say_item
from bot.actions.asked import entity
from bot.actions.bundle_say import say_fields
from bot.actions.clarify import ActionClarify
from bot.actions.compare_items import ActionCompareItems
from bot.actions.emergency import WORDS as EMERGENCY_WORDS
from bot.actions.emergency import ActionEmergency
from bot.actions.handover import ActionHandover
from bot.actions.offers import TellAbout, TellBooking, TellComplaint, TellLogin
from bot.actions.own_cases import OwnCases
from bot.actions.say import say
from bot.services.bundles.cache import bundles
from bot.services.catalogue.cache import items
from bot.services.forms.heard import fold


class FormHelp(Action):
    """What can be said while filling in: without buttons, which belong to the form's own question."""

    def name(self) -> str:
        return "form_help"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        say(
            dispatcher,
            "正在填写申请，随时可以提问。说“上一步”返回，“为什么”了解为什么要填，“修改”加名称更正填过的内容，"
            "“转人工”找人工服务，“取消”退出，填过的内容会保存。",
        )
        return []


_EMERGENCY = ActionEmergency()
_HELP = FormHelp()
_ABOUT = TellAbout()
_QUESTIONS: dict[str, Action] = {
    "ask_item": ActionAnswerItem(),
    "faq": ActionAnswerFaq(),
    "clarify": ActionClarify(),
    "ask_department": ActionAnswerDepartment(),
    "compare_items": ActionCompareItems(),
    "ask_clause": ActionAnswerClause(),
    "ask_bundle": ActionAnswerBundle(),
}
_WISHES: dict[str, Action] = {
    "handover": ActionHandover(),
    "complaint": TellComplaint(),
    "check_progress": OwnCases(),
    "hot_topics": _HELP,
    "capabilities": _HELP,
    "help": _HELP,
    "book_appointment": TellBooking(),
    "log_in": TellLogin(),
    "ask_privacy": _ABOUT,
    "ask_reliability": _ABOUT,
    "bot_challenge": _ABOUT,
}
_ANSWERS = _QUESTIONS | _WISHES
_QUESTION = re.compile(
    r"[?？]|怎么|咋|如何|什么|啥|多少|多久|几天|哪|吗$|么$|呢$|为什么|能不能|可不可以|可以吗|要不要|能办"
)
# How a wish is said when it is nothing else: a company may well be called 人工智能有限公司.
_PLAIN = re.compile(
    r"人工|客服|真人|工作人员|进度|办到哪|办好了?[吗没]|办件|投诉|举报|帮助|功能|热门|做什么|干什么|会什么|能干嘛|预约|怎么用|登[录陆]|核验|泄露|安全吗|隐私|给谁看|给别人|外传|算数|准吗|靠谱|你是谁|机器人|是人吗"
)
_NO_WISH = re.compile(r"\d{2}|公司|[店厂街路]$|中心|学校|大学")
_LONGEST_WISH = 12
_SURE, _LIKELY, _NAMED_ENOUGH = 0.75, 0.5, 0.9
_PLAINLY_AT, _WISH_AT = 0.6, 0.45
_CITED = 1.0  # an article asked for by name
CERTAIN_DANGER, LIKELY_DANGER, MAYBE_DANGER = 1.0, 0.5, 0.2


def is_emergency(tracker: Tracker, at_least: float = LIKELY_DANGER) -> bool:
    """The classifier may be wrong about two characters (快满了); the lexicon's word is certain."""
    return intent_of(tracker) in EMERGENCY_WORDS and confidence_of(tracker) >= at_least


def is_question(tracker: Tracker, *, sure: bool) -> bool:
    """Whether the last message asks something we can answer; `sure` where it might as well be a field's answer."""
    message = tracker.latest_message or {}
    understanding = message.get("understanding") or {}
    if intent_of(tracker) not in _QUESTIONS or not _QUESTION.search(_text(tracker)):
        return False
    answer = understanding.get("answer")
    if answer is None:
        # 要带什么材料: only a field is asked for; the item is the one being applied for.
        return bool(understanding.get("aspects"))
    if sure and answer["kind"] == "clause":
        return float(answer["score"]) >= _CITED  # 广场舞太吵了怎么办 is what somebody complains of
    return float(answer["score"]) >= (_SURE if sure else _LIKELY) or _is_about_the_form(tracker)


def is_wish(tracker: Tracker, *, sure: bool, without: frozenset[str] = frozenset()) -> bool:
    """Whether something else is wanted: 转人工, 查进度. `sure`: said plainly, in words that can be no answer."""
    wanted = intent_of(tracker)
    if wanted not in _WISHES or wanted in without:
        return False
    text = _text(tracker)
    if _NO_WISH.search(text):
        return False
    if not sure:
        return confidence_of(tracker) >= _WISH_AT
    plain = len(text) <= _LONGEST_WISH and _PLAIN.search(text)
    return bool(plain) and confidence_of(tracker) >= _PLAINLY_AT


_ANOTHER = re.compile(r"(?:想|要|改|还是|不如|其实|应该|先|换).{0,4}(?:办|申请|申领|补领|登记|提取)")


def other_item(tracker: Tracker, item_code: str) -> str | None:
    """其实我想办社保卡补领: the item that is wanted instead of the one being applied for."""
    answer = ((tracker.latest_message or {}).get("understanding") or {}).get("answer") or {}
    if answer.get("kind") != "item" or answer["key"] == item_code or float(answer["score"]) < _NAMED_ENOUGH:
        return None
    text = _text(tracker)
    return str(answer["key"]) if _ANOTHER.search(text) and not _QUESTION.search(text) else None


def asks_materials(tracker: Tracker) -> bool:
    """要带什么材料, about the item being applied for."""
    return _aspects(tracker) == ("materials",) and _is_about_the_form(tracker)


def can_answer(intent: str) -> bool:
    return intent in _ANSWERS or intent in EMERGENCY_WORDS


def answer(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    domain: dict[str, Any],
    *,
    item_code: str | None = None,
) -> dict[str, Any]:
    """Answer the digression; returns the slots it set. `item_code`: the item being applied for, which stays the
    one that is talked about."""
    intent = intent_of(tracker)
    books = intent == "book_appointment" and not entity(tracker, "service_item")
    if item_code and (books or _is_about_the_form(tracker)):
        aspects = _aspects(tracker) or ("booking",)
        if (item := items.get(item_code)) is not None:
            say_item(dispatcher, item, aspects, suggest=False)
            return {}
        if (bundle := bundles.get(item_code)) is not None:
            say_fields(dispatcher, bundle, aspects, suggest=False)
            return {}
    action: Action = _EMERGENCY if intent in EMERGENCY_WORDS else _ANSWERS[intent]
    events = action.run(dispatcher, tracker, domain)
    slots = {event["name"]: event["value"] for event in events if event.get("event") == "slot"}
    if item_code:
        slots.pop("service_item", None)
    return slots


def intent_of(tracker: Tracker) -> str:
    return str(((tracker.latest_message or {}).get("intent") or {}).get("name") or "")


def _text(tracker: Tracker) -> str:
    return fold(str((tracker.latest_message or {}).get("text") or ""))


def confidence_of(tracker: Tracker) -> float:
    return float(((tracker.latest_message or {}).get("intent") or {}).get("confidence") or 0.0)


def _aspects(tracker: Tracker) -> tuple[str, ...]:
    return tuple(((tracker.latest_message or {}).get("understanding") or {}).get("aspects") or ())


def _is_about_the_form(tracker: Tracker) -> bool:
    """要带什么材料, 小孩能办吗: something is asked and no item named, so that the one being applied for is meant."""
    understanding = (tracker.latest_message or {}).get("understanding") or {}
    if not _aspects(tracker) or intent_of(tracker) not in _QUESTIONS or entity(tracker, "service_item"):
        return False
    answer = understanding.get("answer")
    if answer is None or not understanding.get("content"):
        return True
    return answer["kind"] == "item" and float(answer["score"]) < _NAMED_ENOUGH
