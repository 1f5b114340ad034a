"""An item's draft as a citizen would meet it: every answer, every question of the form, and a try without filing."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.access import Form
from bot.console.catalogue import fields
from bot.console.catalogue.desk import Reader, found, region
from bot.console.pages import page
from bot.db.session import read_session
from bot.services.editing import preview
from bot.services.editing.check import check
from bot.services.editing.preview import Walk
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/catalogue")
_MOST = 20_000


@router.get("/{code}/preview")
def shown(code: str, me: Reader) -> Response:
    return _page(me, code, {}, None)


@router.post("/{code}/preview")
def tried(code: str, form: Form, me: Reader) -> Response:
    """One answer of a try; what was answered before comes with it and is kept nowhere."""
    if form.text("again"):
        return _page(me, code, {}, None)
    return _page(me, code, _answers(form.text("answers")), form.text("pick") or form.text("typed"))


def _answers(packed: str) -> dict[str, str | None]:
    try:
        found: Any = json.loads(packed[:_MOST])
    except ValueError:
        return {}
    good = isinstance(found, dict)
    return {key: each for key, each in found.items() if each is None or isinstance(each, str)} if good else {}


def _page(me: Current, code: str, answers: dict[str, str | None], typed: str | None) -> Response:
    with read_session() as session:
        at = found(session, me, code)
        findings = check(session, code, at.body)
        view = preview.view_of(session, code, at.body, at.department, region())
    form = preview.form_of(at.body, code)
    turn: Walk | None = preview.walk(form, answers, typed) if form is not None else None
    return page(
        me,
        "catalogue/preview.html",
        desk=at,
        code=code,
        answers=preview.answers_of(view) if view is not None else [],
        view=view,
        has_form=at.body["form"] is not None,
        steps=preview.every_step(form) if form is not None else [],
        form=form,
        turn=turn,
        packed=json.dumps(turn.answers, ensure_ascii=False) if turn is not None else "",
        errors=fields.by_path(findings),
        label_of=fields.label_of,
    )
