"""办件进度: the citizen's own cases of this conversation at once; any other with its number and proof of identity."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import digress
from bot.actions.asked import entity
from bot.actions.controls import control_of
from bot.actions.say import button, day, say
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services import turn
from bot.services.applications import progress
from bot.services.applications.numbers import normalise_case_no
from bot.services.applications.views import NotFound, ProgressView, ProofNeeded
from bot.services.content import CITY_ZONE

Slots = dict[str, Any]

_STAY: Slots = {"progress_answer": None}
_LEAVE: Slots = {"progress_answer": None, "progress_case": None, "requested_slot": None}

_HERE = frozenset({"check_progress"})  # is what this form is for


class ActionCheckProgress(Action):
    def name(self) -> str:
        return "action_check_progress"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        case_no = normalise_case_no(entity(tracker, "case_no") or "")
        cleared = [SlotSet("progress_answer", None), SlotSet("requested_slot", None)]
        if case_no is None:
            with read_session() as session:
                own = progress.list_for_conversation(session, tracker.sender_id)
            if len(own) == 1:
                case_no = own[0].case_no
            elif own:
                say(
                    dispatcher,
                    "您在本次会话中提交了这些申请，要查哪一个？",
                    buttons=[
                        button(f"{c.item_name} {c.case_no}", "check_progress", case_no=c.case_no) for c in own
                    ],
                )
                return [*cleared, SlotSet("progress_open", False)]
        if case_no is not None:
            found = _look_up(tracker, case_no, None)
            if isinstance(found, ProgressView):
                say_progress(dispatcher, found)
                return [*cleared, SlotSet("progress_open", False)]
        return [*cleared, SlotSet("progress_case", case_no), SlotSet("progress_open", True)]


def _look_up(tracker: Tracker, case_no: str, proof: str | None) -> ProgressView | ProofNeeded | NotFound:
    with write_session() as session:  # a wrong proof is counted
        return progress.progress(
            session, case_no, conversation_id=tracker.sender_id, proof=proof, now=utc_now()
        )


def say_progress(dispatcher: CollectingDispatcher, found: ProgressView) -> None:
    turn.notes().item_code = found.item_code
    lines = [
        f"{event.at.astimezone(CITY_ZONE):%m月%d日 %H:%M} {event.label}"
        + (f"：{event.note}" if event.note else "")
        for event in found.events
    ]
    due = (
        f"\n承诺办结日期：{day(found.promised_on, '')}"
        if found.promised_on and found.finished_at is None
        else ""
    )
    say(
        dispatcher,
        f"“{found.item_name}”（{found.case_no}）目前状态：{found.label}{due}\n" + "\n".join(lines),
        kind="progress",
        data={
            "case_no": found.case_no,
            "item": found.item_name,
            "state": found.label,
            "events": [{"at": e.at.isoformat(), "state": e.label, "note": e.note} for e in found.events],
        },
    )


class ValidateProgressForm(FormValidationAction):
    def name(self) -> str:
        return "validate_progress_form"

    def validate_progress_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        if not isinstance(value, str):
            return _STAY
        control = control_of(tracker, value, reviewing=False)
        if control is not None and control.verb in ("cancel", "back", "restart", "skip"):
            say(dispatcher, "好的，不查了。您还想办什么事？")
            return _LEAVE
        if (
            value.startswith("/")
            or digress.is_emergency(tracker)
            or digress.is_wish(tracker, sure=True, without=_HERE)
            or digress.is_question(tracker, sure=False)
        ):
            if digress.can_answer(digress.intent_of(tracker)):
                return {**_LEAVE, **digress.answer(dispatcher, tracker, domain)}
            return _LEAVE
        turn.notes().personal = True
        case_no = tracker.get_slot("progress_case")
        if case_no is None:
            return self._case_no(value, dispatcher, tracker)
        found = _look_up(tracker, case_no, value)
        if isinstance(found, ProgressView):
            say_progress(dispatcher, found)
            return {**_LEAVE, "progress_answer": "shown"}
        say(dispatcher, found.message)
        return _LEAVE if isinstance(found, NotFound) else _STAY

    @staticmethod
    def _case_no(value: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        case_no = normalise_case_no(value)
        if case_no is None:
            say(
                dispatcher,
                "这不是有效的办件编号。办件编号共12位，在提交成功的回执上，例如以“01”开头。不查了请说“取消”。",
            )
            return _STAY
        found = _look_up(tracker, case_no, None)
        if isinstance(found, ProgressView):
            say_progress(dispatcher, found)
            return {**_LEAVE, "progress_answer": "shown"}
        return {**_STAY, "progress_case": case_no}


class ActionAskProgressFormProgressAnswer(Action):
    def name(self) -> str:
        return "action_ask_progress_form_progress_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        case_no = tracker.get_slot("progress_case")
        if case_no is None:
            field, label, text = "case_no", "办件编号", "请输入12位办件编号（在提交成功的回执上）。"
        else:
            field, label, text = "proof", "证件号码后6位", ProofNeeded(case_no).message
        say(
            dispatcher,
            text,
            kind="form_field",
            data={
                "item": "办件进度",
                "field": field,
                "label": label,
                "input": "text",
                "required": True,
                "help": "",
            },
        )
        return []
