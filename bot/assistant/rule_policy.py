"""Rasa's RulePolicy that looks only at the rules which can apply.

Rasa tries every rule for every prediction (rasa/core/policies/rule_policy.py, ``_get_possible_keys``). A rule whose last
state names another intent or another previous action cannot match, so rules are found by those two first.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from copy import copy
from typing import Any, NamedTuple

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

_ANY = None
_CHECKPOINT = 2  # actions in one: the session's start and listening
_ORDINARY = {UserUttered, ActionExecuted, SessionStarted, SlotSet, ActiveLoop}
_MOST_SITUATIONS = 4096
_ANY_ACTION = "..."  # Rasa's mark for the unknown past of a rule
_Index = dict[tuple[str | None, str | None], list[str]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RulePolicy):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._indexes: dict[int, tuple[dict[str, str], _Index]] = {}
        self._known: dict[Situation, PolicyPrediction] = {}

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """As Rasa does it; the same situation leads to the same action, and there are few of them."""
        situation = _situation(tracker)
        known = self._known.get(situation) if situation else None
        if known is None:
            known = super().predict_action_probabilities(tracker, domain, rule_only_data, **kwargs)
            if situation and len(self._known) < _MOST_SITUATIONS:
                self._known[situation] = known
        return copy(known)

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        # Rasa asks by the words first, then by the intent; no rule here is about words.
        if use_text_for_last_user_input and not self._some_rule_ignores_the_intent():
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    def _some_rule_ignores_the_intent(self) -> bool:
        """Whether any rule can match right after a message without naming its intent."""
        indexes = [self._index_of(self.lookup[part]) for part in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)]
        return any(index.get((action, _ANY)) for index in indexes for action in (ACTION_LISTEN_NAME, _ANY))

    def _get_possible_keys(self, rules: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
        if not states:
            return set(super()._get_possible_keys(rules, states))
        action, intent = _named(states[-1])
        index = self._index_of(rules)
        keys = [
            key
            for place in {(a, i) for a in (action, _ANY) for i in (intent, _ANY)}
            for key in index.get(place, ())
        ]
        return set(super()._get_possible_keys({key: rules[key] for key in keys}, states))

    def _index_of(self, rules: dict[str, str]) -> _Index:
        kept = self._indexes.get(id(rules))
        if kept is None or kept[0] is not rules:
            index: _Index = defaultdict(list)
            for key in rules:
                index[_named(json.loads(key)[-1])].append(key)
            kept = self._indexes[id(rules)] = (rules, index)
        return kept[1]


class Situation(NamedTuple):
    """All that a rule can see of the first message after a checkpoint (tracker_store.py)."""

    intent: str | None
    entities: frozenset[str]
    loop: str | None
    slots: tuple[tuple[str, tuple[float, ...]], ...]


def _situation(tracker: DialogueStateTracker) -> Situation | None:
    """None when more has happened than a checkpoint and a message: an action ran, or a loop was left or rejected."""
    loop = tracker.active_loop
    if loop is not None and (loop.rejected or loop.is_interrupted):
        return None
    happened = Counter(type(event) for event in tracker.events)
    if happened[UserUttered] != 1 or happened[ActionExecuted] > _CHECKPOINT or not tracker.latest_message:
        return None
    if set(happened) - _ORDINARY or tracker.latest_action_name != ACTION_LISTEN_NAME:
        return None
    message = tracker.latest_message
    return Situation(
        message.intent.get("name"),
        frozenset(entity["entity"] for entity in message.entities),
        tracker.active_loop_name,
        tuple(
            (name, tuple(slot.as_feature())) for name, slot in tracker.slots.items() if slot.has_features()
        ),
    )


def _named(state: dict[str, Any]) -> tuple[str | None, str | None]:
    """(previous action, intent) of a state, `_ANY` where it names none."""
    action = (state.get("prev_action") or {}).get("action_name")
    intent = (state.get("user") or {}).get("intent")
    return (
        action if isinstance(action, str) and action != _ANY_ACTION else _ANY,
        intent if isinstance(intent, str) else _ANY,
    )
