"""自己去拿, where an address is asked for: what was said answers another question."""

from __future__ import annotations

from bot.services.applications.workspace import Workspace
from bot.services.forms.choices import choose
from bot.services.forms.schema import FormField
from bot.services.forms.steps import visible


def hint(draft: Workspace, text: str) -> str:
    """How to change the one that is meant; empty where none is."""
    for field in visible(draft.form, draft.content.answers):
        if not isinstance(field, FormField) or not field.choices or field.key not in draft.content.answers:
            continue
        value = choose(text, field.choices)
        if value is not None and value != draft.content.answers[field.key] and field.key != draft.step.key:
            title = next(option.title for option in field.choices if option.value == value)
            return f"要把“{field.label}”改成“{title}”，请说“改成{title}”。"
    return ""
