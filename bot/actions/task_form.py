"""The form of every task: each message in it is validated here, and what it is for is done here, once.

As with applications (docs/adr/0002): the tracker carries the task's number and nothing a citizen typed; doing it and
closing the task is one durable transaction; a crash after it finds the task closed and says the same words again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import digress
from bot.actions.asked import Asked, entity
from bot.actions.controls import Control, control_of
from bot.actions.form_say import NO_HURRY
from bot.actions.open_task import KINDS
from bot.actions.say import button, say
from bot.actions.task_digress import (
    asks_something_else,
    other_task,
    wants_something_else,
)
from bot.actions.task_say import say_end
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.forms.assent import yes_or_no
from bot.services.tasks.ask import Ask, Leave, Redo, Said
from bot.services.tasks.engine import Held, TaskClosed
from bot.services.tasks.flows import FLOWS
from bot.settings import get_settings

Slots = dict[str, Any]
Later = Callable[[], Slots]

_STAY: Slots = {"form_answer": None}
_LEAVE: Slots = {"form_answer": None, "task_id": None, "requested_slot": None}
_STOP = re.compile(
    r"(?:我)?(?:取消|不|放弃|先不)(?:想)?(?:预约|约|投诉|举报|评价|评|撤回|撤|登记|改约|改|补正|办|取号)(?:了|吧|啦)+"
    r"|(?:我)?(?:还是|那就|那|先)?不(?:想|用)?(?:取消|撤回?|删除?|退)(?:了|吧|啦)*"
)


class ValidateTaskForm(FormValidationAction):
    def name(self) -> str:
        return "validate_task_form"

    def validate_form_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        if not isinstance(value, str):  # a forged entity is never an answer
            return _STAY
        return _Turn(dispatcher, tracker, domain).take(value)

    def validate_receipt_no(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return {"receipt_no": value}  # set by finishing alone


class _Turn:
    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> None:
        self.dispatcher, self.tracker, self.domain = dispatcher, tracker, domain
        self.task_id = int(tracker.get_slot("task_id") or 0)

    def take(self, text: str) -> Slots:
        """Decided and written while the task is held; what ends it is done in a transaction of its own."""
        with write_session() as session:
            held = self._held(session)
            if isinstance(held, Said):
                done: Slots | Later = partial(self._end, held)
            else:
                done = self._hold(held, text)
        slots = done if isinstance(done, dict) else done()
        return slots

    def _held(self, session: Any) -> Held | Said:
        try:
            return Held(session, self.task_id, self.tracker.sender_id, utc_now(), get_settings().region_code)
        except TaskClosed as closed:
            return closed.said

    def _hold(self, held: Held, text: str) -> Slots | Later:
        try:
            ask = held.view().ask
            if ask is None:  # confirmed before, and cut short
                return self._finish
            done = self._answer(held, ask, text)
            if done is not None:
                return done
            return self._finish if held.view().ask is None else _STAY
        except Leave as leave:
            return partial(self._end, leave.said)

    def _answer(self, held: Held, ask: Ask, text: str) -> Slots | Later | None:
        """None when an answer was taken."""
        reviewing = ask.kind == "review"
        if reviewing and text.strip(" 。.！!") in (ask.confirm, *ask.confirmed_by):
            return self._confirm(held)
        if _STOP.fullmatch(text.strip(" 。.！!")):
            return self._stop(held)
        control = control_of(self.tracker, text, reviewing=reviewing)
        if control is not None and not (ask.free and control.verb == "change"):
            return self._steer(held, control, ask, text)
        wanted = other_task(self.tracker, held.row.kind, ask)
        if wanted is not None:
            return self._turn_to(held, wanted)
        if text.startswith("/") or asks_something_else(self.tracker, ask, text):
            return partial(self._digress, held.ctx.get("item"))
        if reviewing:
            return self._agree(held, ask, text)
        return self._take(held, ask, text)

    def _take(self, held: Held, ask: Ask, text: str) -> Slots | Later | None:
        turn.notes().personal = True
        taken = held.skip(ask) if held.is_skip(ask, text) else held.take(ask, text, self._hints())
        if taken.kind == "refused" and wants_something_else(self.tracker, ask):
            turn.notes().personal = False
            return partial(self._digress, held.ctx.get("item"))
        if taken.message:
            say(self.dispatcher, taken.message)
        return None if taken.kind == "next" else _STAY

    def _turn_to(self, held: Held, wanted: str) -> Slots:
        """Nothing was told yet: the other task is one choice away."""
        held.leave()
        title = FLOWS[KINDS[wanted]].title
        say(self.dispatcher, f"好的，先不{held.flow.title}。要{title}请点：", buttons=[button(title, wanted)])
        return _LEAVE

    def _hints(self) -> dict[str, str]:
        asked = Asked.of(self.tracker)
        item = asked.bundle or asked.item or entity(self.tracker, "service_item")
        return {"item": item} if item else {}

    def _agree(self, held: Held, ask: Ask, text: str) -> Slots | Later | None:
        assent = yes_or_no(text)
        if assent == "yes":
            return self._confirm(held)
        if assent == "no" and len(ask.data["rows"]) <= 2:
            return self._stop(held)
        say(self.dispatcher, f"确认请说“{ask.confirm}”，要改请说“修改”加名称，退出请说“取消”。")
        return _STAY

    def _steer(self, held: Held, control: Control, ask: Ask, text: str) -> Slots | Later | None:
        verb = control.verb
        if verb == "confirm":
            if ask.kind == "review":
                return self._confirm(held)
            say(self.dispatcher, "还有内容没有填完，填完后再提交。")
        elif verb == "pick":
            return self._pick(held, ask, control.value)
        elif verb == "file":
            say(self.dispatcher, "文件收到了，但现在这一步不需要文件，没有使用。")
        elif verb == "change":
            self._change(held, ask, control.value)
        elif verb in ("cancel", "restart"):
            return self._stop(held)
        elif verb == "why":
            say(self.dispatcher, ask.help or f"“{ask.label}”是办这件事需要的信息。")
        elif verb == "wait":
            say(self.dispatcher, NO_HURRY)
        elif verb == "back":
            held.back()
        elif verb == "skip":
            taken = held.skip(ask)
            if taken.message:
                say(self.dispatcher, taken.message)
        return _STAY

    def _pick(self, held: Held, ask: Ask, value: str | None) -> Slots | None:
        known = {option.value for option in ask.options} or {"yes", "no"}
        if value not in known:
            say(self.dispatcher, "这个选项是之前问题的，请回答下面的问题。")
            return _STAY
        title = {"yes": "是", "no": "否"}.get(value, value) if not ask.options else value
        taken = held.take(ask, title, {})
        if taken.message:
            say(self.dispatcher, taken.message)
        return None if taken.kind == "next" else _STAY

    def _change(self, held: Held, ask: Ask, what: str | None) -> None:
        in_review = ask.kind == "review"  # before it the rows are not all there
        if what is not None and in_review and held.change(what):
            return
        rows = ask.data.get("rows", []) if in_review else []
        if not rows:
            say(self.dispatcher, "还没有填完，要回到上一项请说“上一步”。")
            return
        buttons = [button(row["label"], "form_change", field=row["field"]) for row in rows]
        say(self.dispatcher, "要修改哪一项？", buttons=buttons)
        turn.notes().asked = True

    def _stop(self, held: Held) -> Slots:
        held.leave()
        say(self.dispatcher, f"好的，已退出{held.flow.title}，没有提交。还想办什么事？")
        return _LEAVE

    def _confirm(self, held: Held) -> Later:
        held.ctx.answers["confirm"] = "yes"
        held.save()
        return self._finish

    def _finish(self) -> Slots:
        redo = None
        with write_session(durable=True) as session:
            held = self._held(session)
            try:
                said = held if isinstance(held, Said) else held.finish()
            except Leave as leave:
                said = leave.said
            except Redo as again:
                redo = again
        if redo is not None:
            say(self.dispatcher, redo.text)
            return _STAY
        turn.notes().outcome = "filed"
        return self._end(said)

    def _end(self, said: Said) -> Slots:
        say_end(self.dispatcher, said)
        if said.number:
            return {"form_answer": "done", "receipt_no": said.number, "task_id": None}
        return _LEAVE

    def _digress(self, item_code: str | None) -> Slots:
        if not digress.can_answer(digress.intent_of(self.tracker)):
            say(self.dispatcher, "正在办理一件事。要退出请说“取消”，要接着办请回答下面的问题。")
            return _STAY
        return {**_STAY, **digress.answer(self.dispatcher, self.tracker, self.domain, item_code=item_code)}
