"""Open or go on with an application; the form that follows is the same for every service item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer_item import say_item
from bot.actions.asked import Asked, entity
from bot.actions.bundle_say import overview, say_bundles
from bot.actions.say import button, say
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.applications import drafts, prefill
from bot.services.bundles.cache import bundles
from bot.services.bundles.schema import is_bundle
from bot.services.catalogue.cache import items

_NO_FORM: list[EventType] = [SlotSet("draft_id", None)]


def _opened(draft_id: int, item_code: str) -> list[EventType]:
    # Old answers must never fill a new form (the second 我要申请 would file at once).
    return [
        SlotSet("form_answer", None),
        SlotSet("receipt_no", None),
        SlotSet("requested_slot", None),
        SlotSet("service_item", None if is_bundle(item_code) else item_code),
        SlotSet("draft_id", str(draft_id)),
    ]


class ActionOpenApplication(Action):
    def name(self) -> str:
        return "action_open_application"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = Asked.of(tracker)
        if asked.bundle is not None:
            return _open_bundle(dispatcher, tracker, asked.bundle)
        if asked.item is None and asked.choices:
            return _ask_which(dispatcher, [str(choice["key"]) for choice in asked.choices])
        code = asked.item or tracker.get_slot("service_item")
        item = items.get(code) if code else None
        if item is None:
            _say_what_can_be_applied_for(dispatcher, "您想申请哪个事项？")
            return _NO_FORM
        if not item.has_form:
            say(dispatcher, f"“{item.name}”暂时不能在对话里填报，可以按下面的指南办理。")
            say_item(dispatcher, item, ("online", "where") if item.is_online else ("where", "materials"))
            return [*_NO_FORM, SlotSet("service_item", item.code)]
        if asked.for_another:
            return _ask_for_whom(dispatcher, item.code, item.name)
        return _open(dispatcher, tracker, item.code, item.name)


def _ask_which(dispatcher: CollectingDispatcher, codes: Sequence[str]) -> list[EventType]:
    """Several items may be meant: 我要提公积金. What cannot be applied for here has its guide behind it."""
    turn.notes().outcome = "clarified"
    found = [item for code in codes if (item := items.get(code)) is not None]
    buttons = [
        button(item.name, "start_application" if item.has_form else "ask_item", service_item=item.code)
        for item in found
    ]
    say(dispatcher, "您要办的是下面哪一个？", buttons=[*buttons, button("都不是", "nlu_fallback")])
    return _NO_FORM


def _open_bundle(dispatcher: CollectingDispatcher, tracker: Tracker, code: str) -> list[EventType]:
    """Typed in words, what it covers is said before its first question; who pressed 开始办理 has read it."""
    view = bundles.get(code)
    if view is None:
        say_bundles(dispatcher, bundles.all(), suggest=True)
        return _NO_FORM
    asked = Asked.of(tracker)
    if not asked.is_button:
        say(dispatcher, overview(view))
    if asked.for_another:
        return _ask_for_whom(dispatcher, view.code, view.title)
    return _open(dispatcher, tracker, view.code, view.title)


def _ask_for_whom(dispatcher: CollectingDispatcher, code: str, name: str) -> list[EventType]:
    turn.notes().outcome = "clarified"
    say(
        dispatcher,
        f"您是替别人办“{name}”吗？代办要对方用手机验证码同意，办件里会记明；表里本来就问到由谁代办的，或者就是给自己办，可以直接填。",
        buttons=[
            button("代办，请对方同意", "act_for_other", service_item=code),
            button("直接填写", "start_application", service_item=code),
        ],
    )
    return _NO_FORM


def _open(dispatcher: CollectingDispatcher, tracker: Tracker, code: str, name: str) -> list[EventType]:
    turn.notes().item_code = code
    with write_session() as session:
        earlier = drafts.find_open_draft(session, tracker.sender_id, code)
        draft = earlier or drafts.open_draft(
            session,
            conversation_id=tracker.sender_id,
            item_code=code,
            opening_key=f"{tracker.sender_id}/{_message_stamp(tracker)}",
            now=utc_now(),
        )
        if earlier:
            prefill.offer_again(session, draft.id, utc_now())
            draft = drafts.held(session, draft.id)
    turn.notes().draft = draft
    if earlier:
        say(
            dispatcher,
            f"您有一份没填完的“{name}”申请（已填 {earlier.answered}/{earlier.total} 项），我们接着填。",
        )
    else:
        say(
            dispatcher,
            f"好的，我们来申请“{name}”。先确认是否符合条件，再填写申请信息；随时可以提问，说“上一步”可以返回，"
            "说“取消”可以退出，填写的内容会自动保存。",
        )
    return _opened(draft.id, code)


def _say_what_can_be_applied_for(dispatcher: CollectingDispatcher, lead: str) -> None:
    say(
        dispatcher,
        f"{lead}请说事项名称，或者点下面的；几项一起办的，可以说“有哪些一件事”。可以在这里填报的有：",
        buttons=[
            button(item.name, "start_application", service_item=item.code) for item in items.with_form()
        ],
    )


def _message_stamp(tracker: Tracker) -> str:
    """Names this very opening; the draft found by conversation and item makes a retry after a crash safe anyway."""
    return str((tracker.latest_message or {}).get("message_id") or "")


class ActionResumeDraft(Action):
    def name(self) -> str:
        return "action_resume_draft"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        asked = Asked.of(tracker)
        wanted = asked.bundle or asked.item or entity(tracker, "service_item")
        with write_session() as session:
            draft = drafts.find_open_draft(session, tracker.sender_id, wanted)
            if draft is not None:
                prefill.offer_again(session, draft.id, utc_now())
        if draft is None:
            _say_what_can_be_applied_for(dispatcher, "没有找到没填完的申请。")
            return _NO_FORM
        say(dispatcher, f"继续填写“{draft.item_name}”申请（已填 {draft.answered}/{draft.total} 项）。")
        return _opened(draft.id, draft.item_code)
