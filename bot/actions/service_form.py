"""The one application form: every message in it is validated here, and filing happens here, once.

Filing inside the validation of the confirming message, with the receipt number as the form's last slot, is what
makes it safe: an exception leaves the form open, so that 确认 again retries the same draft; a crash after the commit
finds the draft filed and says the same receipt; nothing follows the form that could be lost (docs/adr/0002).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions import digress
from bot.actions import form_steering as steering
from bot.actions.checklist_say import say_checklist
from bot.actions.controls import Control, control_of
from bot.actions.form_fetch import fetch_shared
from bot.actions.form_say import REVIEW_HELP, say_receipt
from bot.actions.say import button, say
from bot.db.base import utc_now
from bot.db.session import Session, read_session, write_session
from bot.services import turn
from bot.services.applications import changing, drafts, filing, verifying
from bot.services.applications.errors import (
    ApplicationError,
    DraftClosed,
    NoSuchDraft,
    UnknownField,
)
from bot.services.applications.views import AnswerResult, Receipt
from bot.services.bundles.left import left_to_do
from bot.services.catalogue.cache import items
from bot.services.catalogue.views import ItemView
from bot.services.forms.same import means_earlier
from bot.services.forms.steps import Step
from bot.services.forms.unsure import no_answer

Slots = dict[str, Any]
Later = Callable[[], Slots | Awaitable[Slots]]

_STAY: Slots = {"form_answer": None}
_LEAVE: Slots = {"form_answer": None, "draft_id": None, "requested_slot": None}
# Inputs whose check takes nothing but an answer, so that a mere guess at danger waits for it.
_CLOSED = frozenset({"id_number", "mobile", "uscc", "date", "number", "amount", "choice", "yes_no", "file"})
_TOO_SHORT_TO_TELL = 2  # characters in which a faint idea of danger is none
_SAID_WRONG = re.compile(r"[填写选输打]错(?:了|啦)\W*$")  # whatever it names, it is no answer


class ValidateServiceForm(FormValidationAction):
    def name(self) -> str:
        return "validate_service_form"

    async def validate_form_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        if not isinstance(value, str):  # a forged entity is never an answer
            return _STAY
        try:
            done = _Turn(dispatcher, tracker, domain).take(value)
            return done if isinstance(done, dict) else await done
        except (NoSuchDraft, DraftClosed) as error:
            say(dispatcher, str(error))
            return _LEAVE
        except ApplicationError as error:
            say(dispatcher, str(error))
            return _STAY

    def validate_receipt_no(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        return {"receipt_no": value}  # set by filing alone; without this rasa-sdk would warn


def says_nothing(text: str) -> bool:
    """不知道叫啥, 家里, 同上: neither a question nor a danger, whatever it was understood as."""
    return no_answer(text) is not None or means_earlier(text)


class _Turn:
    """One message inside the form: decided and written while the draft is held, in one transaction."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> None:
        self.dispatcher, self.tracker, self.domain = dispatcher, tracker, domain
        self.draft_id = int(tracker.get_slot("draft_id") or 0)

    def take(self, text: str) -> Slots | Awaitable[Slots]:
        try:
            with write_session() as session:
                done = self._hold(session, text)
                if isinstance(done, dict):
                    turn.notes().draft = drafts.held(session, self.draft_id)
        except DraftClosed:
            filed = self._already_filed()
            if filed is None:
                raise
            return filed
        return done if isinstance(done, dict) else done()

    def _hold(self, session: Session, text: str) -> Slots | Later:
        """What is done to the draft, or what is to be done once it is let go."""
        draft = drafts.held(session, self.draft_id)
        step = draft.step
        assert step is not None  # only a closed draft has none
        reviewing = step.kind == "review"
        changed = changing.change_to(session, self.draft_id, text, utc_now(), midway=not reviewing)
        if changed is not None:
            turn.notes().personal = True
            return self._say_result(changed)
        control = control_of(self.tracker, text, reviewing=reviewing, step=step)
        if control is not None:
            try:
                return self._steer(session, control, draft.item_code, step)
            except UnknownField:
                if reviewing or text.startswith("/") or _SAID_WRONG.search(text):
                    raise
                # 改革路18号 changes nothing: it is an answer.
        guess_waits = step.input in _CLOSED and not reviewing
        danger = digress.CERTAIN_DANGER if guess_waits else digress.LIKELY_DANGER
        nothing = not reviewing and says_nothing(text)
        if text.startswith("/") or (not nothing and self._asks_something_else(danger, sure=not reviewing)):
            return partial(self._digress, draft.item_code)
        return self._answer(session, text, draft.item_code, step)

    def _asks_something_else(self, danger: float, *, sure: bool) -> bool:
        """`sure` before the field has had its say; a faint idea counts only once the field has refused."""
        return (
            digress.is_emergency(self.tracker, danger)
            or digress.is_wish(self.tracker, sure=sure)
            or digress.is_question(self.tracker, sure=sure)
        )

    def _already_filed(self) -> Slots | None:
        """After a crash between filing and saving the turn, the tracker still thinks the form is open."""
        with read_session() as session:
            receipt = filing.receipt_of(session, self.draft_id)
        if receipt is None:
            return None
        self._say_receipt(receipt)
        return {**_LEAVE, "form_answer": None, "receipt_no": receipt.case_no}

    def _answer(self, session: Session, text: str, item_code: str, step: Step) -> Slots | Later:
        if step.kind == "review":  # neither confirmed nor steered
            say(self.dispatcher, REVIEW_HELP)
            return _STAY
        result = drafts.answer(session, self.draft_id, text, utc_now())
        guess = step.input == "file" or len(text) <= _TOO_SHORT_TO_TELL  # 合同在家里, 女娃
        faint = digress.LIKELY_DANGER if guess else digress.MAYBE_DANGER
        if (
            result.kind == "refused"
            and not says_nothing(text)
            and self._asks_something_else(faint, sure=False)
        ):
            return partial(self._digress, item_code)
        other = digress.other_item(self.tracker, item_code) if result.kind == "refused" else None
        if other is not None and (wanted := items.get(other)) is not None:
            return self._turn_to(wanted, item_code)
        turn.notes().personal = True
        done = self._say_result(result)
        if step.kind == "eligibility" and result.kind == "next" and result.step.kind != "eligibility":
            say_checklist(self.dispatcher, session, self.draft_id)
        return done

    def _turn_to(self, wanted: ItemView, item_code: str) -> Slots:
        """Another item is wanted: this draft waits, and both are one choice away."""
        say(
            self.dispatcher,
            f"好的，先不填这一份，填过的都保存着。要办“{wanted.name}”还是接着填，请点：",
            buttons=[
                button(wanted.name, "ask_item", service_item=wanted.code),
                button("接着填", "resume_draft", service_item=item_code),
            ],
        )
        return _LEAVE

    def _say_result(self, result: AnswerResult) -> Slots | Later:
        if result.kind == "share":
            return self._fetch
        if result.kind == "ineligible":
            turn.notes().outcome = "ineligible"
            basis = f"（依据：{result.basis}）" if result.basis else ""
            say(self.dispatcher, f"暂时不能申请：{result.because}{basis}\n您可以：{result.instead}")
            return _LEAVE
        if result.message:  # refused, a warning, or an item of a 一件事 that fell out
            say(self.dispatcher, result.message)
        return _STAY

    def _steer(self, session: Session, control: Control, item_code: str, step: Step) -> Slots | Later:
        if control.verb == "confirm":
            return partial(self._confirm, step)
        if control.verb in ("cancel", "restart"):
            steering.pause(self.dispatcher, session, self.draft_id)
            return _LEAVE
        done = steering.steer(self.dispatcher, session, self.draft_id, control, step)
        if isinstance(done, str):  # a choice or a file: an answer like a typed one
            return self._answer(session, done, item_code, step)
        return self._say_result(done) if done is not None else _STAY

    async def _confirm(self, step: Step) -> Slots:
        """In a transaction of its own, which survives a power cut."""
        if step.kind != "review":
            say(self.dispatcher, "还有内容没有填完，填完后再提交。")
            return _STAY
        with read_session() as session:
            who = verifying.applicant(session, self.draft_id)
        if who is not None and await asyncio.to_thread(verifying.is_mismatch, who):
            say(self.dispatcher, verifying.MISMATCH)
            return _STAY
        with write_session(durable=True) as session:
            receipt = filing.file(session, self.draft_id, utc_now())
        turn.notes().outcome = "filed"
        self._say_receipt(receipt)
        return {"form_answer": "filed", "receipt_no": receipt.case_no, "draft_id": None}

    async def _fetch(self) -> Slots:
        await fetch_shared(self.dispatcher, self.tracker.sender_id, self.draft_id)
        return _STAY

    def _say_receipt(self, receipt: Receipt) -> None:
        with read_session() as session:
            say_receipt(self.dispatcher, receipt, left_to_do(session, self.draft_id))

    def _digress(self, item_code: str) -> Slots:
        if digress.intent_of(self.tracker) == "log_in":
            say(
                self.dispatcher,
                "好的，先核验手机号。已经填的都保存着，核验后点“接着填”就回到这里。",
                buttons=[button("登录", "log_in")],
            )
            return _LEAVE
        if not digress.can_answer(digress.intent_of(self.tracker)):
            say(self.dispatcher, "正在填写申请。要退出请说“取消”，要接着填请回答下面的问题。")
            return _STAY
        if digress.asks_materials(self.tracker):
            with read_session() as session:
                if say_checklist(self.dispatcher, session, self.draft_id):
                    return _STAY
        return {**_STAY, **digress.answer(self.dispatcher, self.tracker, self.domain, item_code=item_code)}
