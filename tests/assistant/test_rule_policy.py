"""Looking only at the rules that can apply finds what Rasa finds by looking at all of them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.rule_policy import IndexedRulePolicy

LISTEN = ActionExecuted("action_listen")
START: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
BEFORE: dict[str, list[Event]] = {
    "nothing": [LISTEN],
    "a checkpoint": [*START, LISTEN],
    "a checkpoint in a form": [
        *START,
        ActiveLoop("service_form"),
        SlotSet("draft_id", "1"),
        SlotSet("requested_slot", "form_answer"),
        LISTEN,
    ],
    "an open form": [
        ActiveLoop("service_form"),
        SlotSet("draft_id", "1"),
        SlotSet("requested_slot", "form_answer"),
        LISTEN,
    ],
}
AFTER: dict[str, list[Event]] = {
    "the message": [],
    "an action": [ActionExecuted("action_answer_item")],
    "the opening": [ActionExecuted("action_open_application"), SlotSet("draft_id", "1")],
    "no opening": [ActionExecuted("action_open_application"), SlotSet("draft_id", None)],
}


@pytest.fixture(scope="module")
def policies(house: FastAPI) -> tuple[RulePolicy, IndexedRulePolicy, Domain]:
    processor = house.state.assistant._processor
    nodes = processor.graph_runner._nodes.values()
    (ours,) = (node._component for node in nodes if isinstance(node._component, IndexedRulePolicy))
    theirs = RulePolicy.__new__(RulePolicy)  # Rasa's code over the rules that ours learnt
    theirs.__dict__ = ours.__dict__
    return theirs, ours, processor.domain


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("after", AFTER)
def test_every_intent_leads_to_the_same_action(
    policies: tuple[RulePolicy, IndexedRulePolicy, Domain], before: str, after: str
) -> None:
    theirs, ours, domain = policies
    for intent in domain.intents:
        events = [*BEFORE[before], UserUttered("说", {"name": intent, "confidence": 1.0}), *AFTER[after]]
        tracker = DialogueStateTracker.from_events("x", events, domain.slots, domain=domain)
        expected = theirs.predict_action_probabilities(tracker, domain)
        found = ours.predict_action_probabilities(tracker, domain)
        for part in (
            "probabilities",
            "events",
            "optional_events",
            "is_no_user_prediction",
            "action_metadata",
        ):
            assert getattr(found, part) == getattr(expected, part), (intent, part)


def test_a_rule_that_names_no_intent_is_asked_about_the_words_too(
    policies: tuple[RulePolicy, IndexedRulePolicy, Domain], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ours, domain = policies
    monkeypatch.setattr(ours, "_known", {})
    rule = '[{"prev_action": {"action_name": "action_listen"}}]'
    monkeypatch.setitem(ours.lookup, "rules", {rule: "action_lost"})
    tracker = DialogueStateTracker.from_events("x", [LISTEN, UserUttered("说")], domain.slots, domain=domain)
    assert ours._find_action_from_rules(tracker, domain, True)[0] == "action_lost"
