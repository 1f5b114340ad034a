"""What a flow asks, is answered, and says at its end: plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from bot.services.forms.outcome import Accepted, Refused
from bot.services.forms.schema import FormField, Option

YES_NO = (Option(value="yes", title="是"), Option(value="no", title="否"))


def option(value: str, title: str, *aliases: str) -> Option:
    """An option whose value may be any code of ours."""
    return Option.model_construct(value=value, title=title, aliases=list(aliases))


@dataclass(frozen=True)
class More:
    """An answer that sets something beside the question, which is then asked anew, narrower."""

    values: Mapping[str, str]
    message: str = ""


Outcome = Accepted | Refused | More


@dataclass(frozen=True)
class Ask:
    """One question. `check` reads what is typed; without one `input` names a check of bot/services/forms."""

    key: str
    label: str
    prompt: str
    input: str = "text"
    options: tuple[Option, ...] = ()
    required: bool = True
    help: str = ""
    kind: str = "form_field"  # slots, rating and review are drawn in their own way
    data: Mapping[str, Any] = default(default_factory=dict)
    free: bool = False  # anything may be told: only danger and the words that steer are no answer
    hint: str = ""  # name of what understanding found that answers it
    confirm: str = "确认提交"  # of a review: its button
    confirmed_by: tuple[str, ...] = ()  # words that confirm beside yes: 取消, where a cancelling is confirmed
    check: Callable[[str], Outcome | None] | None = None
    field: FormField | None = None  # of a form definition: checked as the form does


@dataclass(frozen=True)
class Button:
    title: str
    intent: str
    entities: Mapping[str, str] = default(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What is said when a flow ends."""

    text: str
    kind: str = "notice"
    data: Mapping[str, Any] = default(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    number: str = ""  # of the matter it is about


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    value: str  # masked


class Leave(Exception):
    """There is nothing more to ask: the flow ends with these words and nothing done."""

    def __init__(self, text: str, *buttons: Button) -> None:
        super().__init__(text)
        self.said = Said(text, "choices" if buttons else "text", buttons=buttons)


class Redo(Exception):
    """The last step cannot be taken; these answers have to be given anew."""

    def __init__(self, text: str, *keys: str) -> None:
        super().__init__(text)
        self.text, self.keys = text, keys
