"""手机号改成139…, 改成自取: an answer changed in one breath."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.applications.answering import answer
from bot.services.applications.errors import NotConsented, UnknownField
from bot.services.applications.field_names import field_named
from bot.services.applications.views import AnswerResult
from bot.services.applications.workspace import Workspace, take_up
from bot.services.forms.choices import choose
from bot.services.forms.schema import FormField
from bot.services.forms.steps import visible

_CHANGE_TO = re.compile(
    r"(?:.*[,，。；;]\s*)?(?:我?(?:要|想)?(?:把|将))?(?P<what>.{0,16}?)(?:要|得|帮我|请)?(?:改成|改为|改到|换成|换为|应该是|应为)[:：]?\s*(?P<to>.+?)[。！!]?"
)
_HOLLOW = re.compile(r"^(?:我|要|想|不对|错了|这个|那个|还是|麻烦|请|，|,)*$")


def change_to(session: Session, draft_id: int, text: str, now: datetime) -> AnswerResult | None:
    """The question that is named, or the one that offers what is said, answered anew; None when neither is plain."""
    said = _CHANGE_TO.fullmatch(text.strip())
    if said is None:
        return None
    draft = take_up(session, draft_id)
    key = _meant(draft, said.group("what").strip(), said.group("to"))
    if key is None:
        return None
    draft.go_to(key)
    draft.save(now)
    return answer(session, draft_id, said.group("to").strip(), now)


def _meant(draft: Workspace, what: str, value: str) -> str | None:
    if not _HOLLOW.match(what):
        try:
            return field_named(draft, what)
        except (UnknownField, NotConsented):
            return None
    offering = [
        field.key
        for field in visible(draft.form, draft.content.answers)
        if isinstance(field, FormField) and field.choices and choose(value, field.choices) is not None
    ]
    return offering[0] if len(offering) == 1 else None
