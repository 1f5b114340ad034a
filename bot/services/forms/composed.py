"""The form of a 一件事: several items' forms walked as one, what they share asked once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from bot.services.catalogue.schema import Code, Key, Model, ShownIf, Text
from bot.services.forms.schema import CONSENT_KEY, FormDefinition, Question, Refusal

Answers = Mapping[str, str | None]


class Gate(Model):
    """An answer to `question` that shuts one part: that item cannot be applied for, the others can."""

    question: Key
    refusal: Refusal


class Part(Model):
    """One item within the whole.

    `keys`: key in the item's own form → key in the whole; `given`: answers that the event itself gives;
    `later`: questions left open, and what fills them afterwards.
    """

    key: Key
    code: Code
    name: Text
    form: FormDefinition
    shown_if: list[ShownIf] = []  # all of them
    keys: dict[Key, Key]
    given: dict[Key, Key] = {}
    later: dict[Key, Text] = {}
    gates: list[Gate] = []

    def is_on(self, answers: Answers) -> bool:
        """Whether this applicant applies for it, as far as they have answered."""
        chosen = all(answers.get(rule.key) in rule.values for rule in self.shown_if)
        return chosen and self.refusal(answers) is None

    def refusal(self, answers: Answers) -> Refusal | None:
        return next(
            (gate.refusal for gate in self.gates if answers.get(gate.question) in gate.refusal.when), None
        )

    def answers_from(self, whole: Answers) -> dict[str, str | None]:
        """The answers to the item's own form."""
        own = {mine: whole[key] for mine, key in self.keys.items() if key in whole}
        left = dict.fromkeys(self.later)
        consent = {CONSENT_KEY: whole[CONSENT_KEY]} if self.form.consent and CONSENT_KEY in whole else {}
        return {**own, **self.given, **left, **consent}


class ComposedForm(FormDefinition):
    """A question belongs to one part, to the parts that share it, or to the event itself."""

    title: Text
    parts: list[Part]

    def applies(self, question: Question, answers: Answers) -> bool:
        if not super().applies(question, answers):
            return False
        users = self.users(question.key)
        return not users or any(part.is_on(answers) for part in users)

    def users(self, key: str) -> list[Part]:
        """The parts that need the answer; none for a question that only decides which parts there are."""
        return self._users.get(key, [])

    @cached_property
    def _users(self) -> dict[str, list[Part]]:
        """Asked for with every question of every message."""
        deciding = {rule.key for part in self.parts for rule in part.shown_if}
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            for key in dict.fromkeys(part.keys.values()):
                if key not in deciding:
                    found.setdefault(key, []).append(part)
        return found

    def part_name(self, key: str) -> str:
        users = self.users(key)
        return users[0].name if len(users) == 1 and key.startswith(f"{users[0].key}_") else ""

    def active(self, answers: Answers) -> list[Part]:
        """What is applied for; `answers` to questions that are asked (forms/steps.py: visible)."""
        return [part for part in self.parts if part.is_on(answers)]

    def shut_by(self, key: str, answers: Answers) -> list[tuple[Part, Refusal]]:
        """The parts that the answer to `key` has shut."""
        found = []
        for part in self.parts:
            refusal = part.refusal({key: answers.get(key)})
            chosen = all(answers.get(rule.key) in rule.values for rule in part.shown_if)
            if refusal is not None and chosen:
                found.append((part, refusal))
        return found

    def variants(self, key: str, answers: Answers) -> list[Question]:
        """The same question as each item that is applied for asks it: all their checks hold."""
        return [
            question
            for part in self.users(key)
            if part.is_on(answers)
            for question in part.form.questions
            if part.keys.get(question.key) == key
        ]
