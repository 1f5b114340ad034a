"""办件进度: the citizen's own cases of this conversation at once; any other with its number and proof of identity."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import digress
from bot.actions.asked import entity
from bot.actions.controls import control_of
from bot.actions.say import button, day, say
from bot.actions.task_say import say_end
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services import turn
from bot.services.applications import progress
from bot.services.applications.views import CaseSummary, NotFound, ProgressView, ProofNeeded
from bot.services.content import CITY_ZONE
from bot.services.forms.unsure import no_answer
from bot.services.matters import (
    BOOKING,
    ORDER,
    MatterNotFound,
    ProofRequired,
    find_matter_no,
    read_matter_no,
)
from bot.services.tasks import lookup
from bot.services.tasks.ask import Said

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
        found_no = find_matter_no(entity(tracker, "case_no") or "")
        number = found_no.number if found_no else None
        cleared = [SlotSet("progress_answer", None), SlotSet("requested_slot", None)]
        if number is None:
            with read_session() as session:
                own = lookup.own(session, tracker.sender_id, (tracker.latest_message or {}).get("text") or "")
            if len(own) == 1:
                number = own[0][0]
            elif own:
                buttons = [button(title, "check_progress", case_no=each) for each, title in own]
                say(dispatcher, "您在本次会话中办了这些事，要查哪一个？", buttons=buttons)
                return [*cleared, SlotSet("progress_open", False)]
        if number is not None:
            found = _look_up(tracker, number, None)
            if _shown(dispatcher, found):
                return [*cleared, SlotSet("progress_open", False)]
        return [*cleared, SlotSet("progress_case", number), SlotSet("progress_open", True)]


def _look_up(
    tracker: Tracker, number: str, proof: str | None
) -> ProgressView | Said | ProofNeeded | NotFound:
    read = read_matter_no(number)
    with write_session() as session:  # a wrong proof is counted
        if read is None or read.kind == "application":
            return progress.progress(
                session, number, conversation_id=tracker.sender_id, proof=proof, now=utc_now()
            )
        try:
            return lookup.look_up(session, number, tracker.sender_id, proof, utc_now())
        except ProofRequired:
            return ProofNeeded(number)
        except MatterNotFound as error:
            return NotFound(str(error))


def _shown(dispatcher: CollectingDispatcher, found: ProgressView | Said | ProofNeeded | NotFound) -> bool:
    """False when there is still something to prove, or nothing to show."""
    if isinstance(found, ProgressView):
        say_progress(dispatcher, found)
    elif isinstance(found, Said):
        say_end(dispatcher, found)
    return isinstance(found, (ProgressView, Said))


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
    parts = [
        f"· {part.item_name}（{part.case_no}）：{part.label}"
        + (f"，承诺{day(part.promised_on, '')}前办结" if part.promised_on and not part.is_over else "")
        for part in found.parts
    ]
    say(
        dispatcher,
        f"“{found.item_name}”（{found.case_no}）目前状态：{found.label}{due}\n" + "\n".join([*parts, *lines]),
        kind="progress",
        data={
            "case_no": found.case_no,
            "item": found.item_name,
            "state": found.label,
            "events": [{"at": e.at.isoformat(), "state": e.label, "note": e.note} for e in found.events],
            **({"parts": [_part(part) for part in found.parts]} if found.parts else {}),
        },
    )


def _part(case: CaseSummary) -> dict[str, str]:
    return {"case_no": case.case_no, "item": case.item_name, "state": case.label}


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
        if _shown(dispatcher, found):
            return {**_LEAVE, "progress_answer": "shown"}
        assert isinstance(found, (ProofNeeded, NotFound))
        say(dispatcher, found.message)
        return _LEAVE if isinstance(found, NotFound) else _STAY

    @staticmethod
    def _case_no(value: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        read = find_matter_no(value)
        if read is None and _has_no_number(tracker, value):
            say(
                dispatcher,
                "没有编号也能查：用办理时填的手机号收验证码，就能看到您在这里办过的全部事项。在窗口办的，请带身份证到窗口，或者拨打 12345 查询。",
                buttons=[button("用手机号查我的办件", "my_matters"), button("转人工", "handover")],
            )
            return _LEAVE
        if read is None:
            say(
                dispatcher,
                "这不是有效的编号。办件编号共12位，例如以“01”开头；工单编号以G开头，预约编号以Y开头，都在回执上。不查了请说“取消”。",
            )
            return _STAY
        if _shown(dispatcher, _look_up(tracker, read.number, None)):
            return {**_LEAVE, "progress_answer": "shown"}
        return {**_STAY, "progress_case": read.number}


_WITHOUT = re.compile(
    r"(?:没有?|没给|没发|丢了?|忘了?|找不到|不知道|不记得).{0,4}(?:编号|回执|号码?|单号|条子)"
)


def _has_no_number(tracker: Tracker, said: str) -> bool:
    """我没有编号, 忘了, or the mobile instead."""
    return bool(no_answer(said) or _WITHOUT.search(said) or entity(tracker, "mobile"))


class ActionAskProgressFormProgressAnswer(Action):
    def name(self) -> str:
        return "action_ask_progress_form_progress_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        case_no = tracker.get_slot("progress_case")
        if case_no is None:
            field, label = "case_no", "办件编号"
            text = "请输入12位办件编号（在提交成功的回执上）；查工单或预约，请输入以G或Y开头的编号。"
        else:
            field, label, text = "proof", "证件号码后6位", ProofNeeded(case_no).message
            if case_no[0] in (BOOKING, ORDER):
                label, text = "手机号后6位", "为了保护个人信息，请输入登记时所填手机号码的后6位。"
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
