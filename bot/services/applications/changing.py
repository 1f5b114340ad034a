"""手机号改成139…, 改成自取, 名字错了，是李晓红: an answer changed in one breath."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.services.applications.answering import answer
from bot.services.applications.errors import NotConsented, SeveralFields, UnknownField
from bot.services.applications.field_names import field_named
from bot.services.applications.views import AnswerResult
from bot.services.applications.workspace import Workspace, take_up
from bot.services.forms.choices import choose
from bot.services.forms.schema import FormField
from bot.services.forms.steps import visible

_SIGH = r"(?:[啊哦哎呀噢唉嗯诶]|等等|等一下|不好意思|对不起|抱歉|我?刚才|前面|上面)*"
_CHANGE_TO = (
    # 名字错了，是李晓红
    re.compile(
        rf"{_SIGH}[,，\s]*(?P<what>[^,，\s]{{1,12}}?)(?:我?(?:填|写|输|打|发)?错了|不对|有误)[,，。\s]*"
        r"(?:应该|正确的?)?(?:是|为)[:：]?\s*(?P<to>.+?)[。！!]?"
    ),
    # 哦不对，手机号是139…
    re.compile(
        rf"{_SIGH}[,，\s]*(?:不对|(?:填|写|输|打|发|说|搞)错了|错了)[,，。!！\s]+"
        r"(?P<what>[^,，\s]{1,12}?)(?:应该)?(?:是|为)[:：]?\s*(?P<to>.+?)[。！!]?"
    ),
    # 手机号改成139…, 改成自取
    re.compile(
        r"(?:.*[,，。；;]\s*)?(?:我?(?:要|想)?(?:把|将))?(?P<what>.{0,16}?)(?:要|得|帮我|请)?"
        r"(?:改成|改为|改到|换成|换为|应该是|应为)[:：]?\s*(?P<to>.+?)[。！!]?"
    ),
)
_HOLLOW = re.compile(r"^(?:我|要|想|不对|错了|这个|那个|还是|麻烦|请|，|,)*$")


def change_to(
    session: Session, draft_id: int, text: str, now: datetime, *, midway: bool = False
) -> AnswerResult | None:
    """The question that is named, or the one that offers what is said, answered anew; None when neither is plain.

    `midway`, while another question is open: only an answer given before and called by its name is changed, and
    `message` says so; a value that is refused leaves the old answer and the open question where they were.
    """
    heard = [found for pattern in _CHANGE_TO if (found := pattern.fullmatch(text.strip()))]
    if not heard:
        return None
    draft = take_up(session, draft_id)
    meant = (
        (_meant(draft, said.group("what").strip(), said.group("to").strip(), midway=midway), said)
        for said in heard
    )
    key, said = next(((key, said) for key, said in meant if key is not None), (None, heard[0]))
    if key is None:
        return None
    value = said.group("to").strip()
    here = draft.step.key
    draft.go_to(key)
    draft.save(now)
    result = answer(session, draft_id, value, now)
    if not midway:
        return result
    label = draft.label_of(key)
    if result.kind in ("refused", "warn"):
        draft = take_up(session, draft_id)
        draft.go_to(here)
        draft.save(now)
        return replace(result, kind="refused", step=draft.step, message=f"“{label}”没有改：{result.message}")
    return replace(result, message=f"“{label}”已改为{result.understood}。{result.message}")


def _meant(draft: Workspace, what: str, value: str, *, midway: bool) -> str | None:
    if not _HOLLOW.match(what):
        try:
            key = field_named(draft, what)
        except (UnknownField, SeveralFields, NotConsented):
            return None
        return None if midway and (draft.content.answers.get(key) is None or key == draft.step.key) else key
    offering = [
        field.key
        for field in visible(draft.form, draft.content.answers)
        if isinstance(field, FormField) and field.choices and choose(value, field.choices) is not None
    ]
    if midway:
        offering = [key for key in offering if key in draft.content.answers and key != draft.step.key]
    return offering[0] if len(offering) == 1 else None
