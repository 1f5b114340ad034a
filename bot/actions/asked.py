"""What the citizen's last message asked for: from the understanding of a text, or from the entities of a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.services.bundles.schema import is_bundle


@dataclass(frozen=True)
class Asked:
    item: str | None
    faq: str | None
    aspects: tuple[str, ...]
    choices: Sequence[dict[str, Any]]
    follow_up: bool
    is_button: bool
    conditions: tuple[str, ...] = ()  # who is asking
    clause: str | None = None  # ClauseKey
    lines: tuple[int, ...] = ()  # of that article, those that answer
    bundle: str | None = None  # 一件事
    also: Sequence[dict[str, Any]] = ()  # what else was asked in the same message

    @property
    def for_another(self) -> bool:
        """帮我妈办; a child is nobody whose word one needs."""
        return "agent" in self.conditions and "minor" not in self.conditions

    @classmethod
    def of(cls, tracker: Tracker) -> Asked:
        message = tracker.latest_message or {}
        understanding = message.get("understanding")
        if understanding is None:
            code = entity(tracker, "service_item")
            of_bundle = code is not None and is_bundle(code)
            return cls(
                item=None if of_bundle else code,
                bundle=code if of_bundle else None,
                faq=entity(tracker, "faq_name"),
                aspects=tuple(filter(None, [entity(tracker, "aspect")])),
                choices=(),
                follow_up=False,
                is_button=True,
                clause=entity(tracker, "clause"),
            )
        answer = understanding.get("answer") or {}
        aspects = answer.get("aspects") if answer.get("kind") == "bundle" else understanding.get("aspects")
        return cls(
            item=answer.get("key") if answer.get("kind") == "item" else None,
            bundle=answer.get("key") if answer.get("kind") == "bundle" else None,
            faq=answer.get("key") if answer.get("kind") == "faq" else None,
            aspects=tuple(aspects or ()),
            choices=understanding.get("choices") or (),
            follow_up=bool(understanding.get("follow_up")),
            is_button=False,
            conditions=tuple(understanding.get("conditions") or ()),
            clause=answer.get("key") if answer.get("kind") == "clause" else None,
            lines=tuple(answer.get("lines") or ()),
            also=understanding.get("also") or (),
        )


def entity(tracker: Tracker, name: str) -> str | None:
    """The first entity of that name in the last message; only a text is believed, never an object a payload smuggled."""
    value = next(tracker.get_latest_entity_values(name), None)
    return value if isinstance(value, str) else None
