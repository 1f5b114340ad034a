"""居住证首次申领 as a Rasa form: the same questions and checks as ours, one slot a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.applications import drafts, filing
from bot.services.applications.errors import ApplicationError, NotReady
from bot.services.catalogue.query import active_form
from bot.services.forms.assent import yes_or_no
from bot.services.forms.checks import check
from bot.services.forms.eligibility import refusal_for
from bot.services.forms.outcome import Refused
from bot.services.forms.schema import (
    CONSENT_KEY,
    Eligibility,
    FormDefinition,
    FormField,
    Question,
    parse_form,
)
from bot.services.forms.steps import walk

ITEM = "hz-residence-permit"
SKIPPED = "跳过"
_CITY_CLOCK = timezone(timedelta(hours=8))

Slots = dict[str, Any]


@lru_cache(maxsize=1)
def residence_form() -> FormDefinition:
    with read_session() as session:
        definition = active_form(session, ITEM)
        assert definition is not None, "run `python -m bot db seed` first"
        return parse_form(definition.body)


class ValidateResidenceForm(FormValidationAction):
    def name(self) -> str:
        return "validate_residence_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        """Only what this applicant is asked."""
        asked = {step.key for step in walk(residence_form(), dict(tracker.slots))}
        return [slot for slot in domain_slots if slot in asked]

    def validate_consent(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        agreed = yes_or_no(value)
        if agreed == "no":
            dispatcher.utter_message(
                text="不同意的话，这里就不能替您填写申请，请到居住地派出所窗口当面办理。"
            )
            return {CONSENT_KEY: None, "requested_slot": None}
        return {CONSENT_KEY: agreed}


def _validator(key: str) -> Callable[..., Slots]:
    def validate(
        self: ValidateResidenceForm, value: str, dispatcher: CollectingDispatcher, *_: object
    ) -> Slots:
        question = next(each for each in residence_form().questions if each.key == key)
        return _checked(question, value, dispatcher)

    return validate


for _key in (
    *("local_household", "half_year", "ground", "name", "id_number", "mobile", "address", "arrived_on"),
    *("employer", "employer_uscc", "housing", "school", "delivery", "mail_address", "remark"),
):
    setattr(ValidateResidenceForm, f"validate_{_key}", _validator(_key))


def _checked(question: Question, value: str, dispatcher: CollectingDispatcher) -> Slots:
    if isinstance(question, FormField) and not question.required and value.strip() == SKIPPED:
        return {question.key: SKIPPED}
    outcome = check(question, value, datetime.now(_CITY_CLOCK).date())
    if isinstance(outcome, Refused):
        dispatcher.utter_message(text=outcome.message)
        return {question.key: None}
    refusal = refusal_for(question, outcome.value) if isinstance(question, Eligibility) else None
    if refusal is not None:
        dispatcher.utter_message(text=f"暂时不能申请：{refusal.because}\n您可以：{refusal.instead}")
        return {question.key: None, "requested_slot": None}
    return {question.key: outcome.value}


class ActionSubmitResidence(Action):
    def name(self) -> str:
        return "action_submit_residence"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        if tracker.get_slot("delivery") is None:  # the form was left because one cannot apply
            return []
        stamp = str((tracker.latest_message or {}).get("message_id"))
        try:
            with write_session() as session:
                draft = drafts.open_draft(
                    session,
                    conversation_id=tracker.sender_id,
                    item_code=ITEM,
                    opening_key=stamp,
                    now=utc_now(),
                )
                while (step := drafts.current_step(session, draft.id)).kind != "review":
                    result = drafts.answer(session, draft.id, str(tracker.get_slot(step.key)), utc_now())
                    if result.kind == "warn":  # probably wrong, and the citizen has seen it
                        result = drafts.answer(session, draft.id, "是", utc_now())
                    if result.kind == "refused":
                        raise NotReady(result.message, step)
            with write_session(durable=True) as session:
                receipt = filing.file(session, draft.id, utc_now())
        except ApplicationError as error:
            dispatcher.utter_message(text=str(error))
        else:
            dispatcher.utter_message(text=f"“{receipt.item_name}”申请已收件。\n办件编号：{receipt.case_no}")
        return []
