"""The intents with how well each is told apart, and writing the examples of one."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.assistant.model import software
from bot.console.access import Form, deed
from bot.console.download import download
from bot.console.pages import page
from bot.console.training.shared import (
    HERE,
    Editor,
    Reader,
    called,
    files,
    shipped,
    whole_city,
)
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.content import today
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from bot.services.faq.diff import changes
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.training import drafts, runs
from bot.services.training.files import rewritten

router = APIRouter(prefix="/training")
_LONGEST = 200_000


@router.get("")
def overview(me: Reader) -> Response:
    with read_session() as session:
        written, examples = drafts.drafts(session), drafts.with_drafts(session, shipped())
        past = runs.listed(session)
        figures = _figures(past)
        now = utc_now()
        rows = [
            {
                "intent": intent,
                "title": called(intent),
                "n": len(texts),
                "draft": written.get(intent),
                "figures": (figures or {}).get("intents", {}).get(intent),
            }
            for intent, texts in examples.items()
        ]
        active = next((run for run in past if run.is_active), None)
        return page(
            me,
            "training/overview.html",
            rows=sorted(rows, key=lambda row: (row["figures"] or {}).get("f1", 2.0)),
            figures=figures,
            confusions=[(called(a), called(b), n) for a, b, n in (figures or {}).get("confusions", [])[:20]],
            runs=[run for run in past if run.trains],
            running=next(
                (run for run in past if run.state == "running" and not runs.is_dead(run, now)), None
            ),
            active=active,
            fits=active is None or active.base == software(),
            drafts=len(written),
            base=software(),
        )


@router.get("/intent/{intent}")
def one(intent: str, me: Reader) -> Response:
    with read_session() as session:
        return _page(session, me, intent)


@router.post("/intent/{intent}/save")
def save(intent: str, form: Form, me: Editor) -> Response:
    whole_city(me)
    examples = _lines(form.text("examples"))
    try:
        with write_session(durable=True) as session:
            drafts.save(session, intent, examples, form.number("version"), shipped(), me.actor, utc_now())
    except (Conflict, NotReady) as refused:  # what was typed stays in the form
        with read_session() as session:
            return _page(session, me, intent, examples, refused)
    return deed(me, f"{HERE}/intent/{intent}", lambda _: "已保存为草稿；训练并启用以后才生效。", WorkError)


@router.post("/intent/{intent}/discard")
def discard(intent: str, form: Form, me: Editor) -> Response:
    def do(session: Session) -> str:
        drafts.discard(session, intent, form.number("version"), me.actor, utc_now())
        return "已放弃修改。"

    return deed(me, f"{HERE}/intent/{intent}", do, WorkError)


@router.get("/export")
def export(me: Reader) -> Response:
    """The files of `data/nlu` that the model in use and the drafts change, to be put into git."""
    packed = io.BytesIO()
    with read_session() as session, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in rewritten(files(), drafts.with_drafts(session, shipped())).items():
            archive.writestr(name, text)
    return download(packed.getvalue(), f"训练数据-{today()}.zip", "application/zip")


def _page(
    session: Session,
    me: Any,
    intent: str,
    mine: list[str] | None = None,
    refused: Conflict | NotReady | None = None,
) -> Response:
    if intent not in shipped():
        raise StaffError(f"没有意图“{intent}”。")
    work, before = drafts.find(session, intent), drafts.in_use(session, shipped())[intent]
    figures = _figures(runs.listed(session)) or {}
    examples = mine if mine is not None else list(work.examples) if work is not None else before
    is_conflict = isinstance(refused, Conflict)
    version = refused.version if isinstance(refused, Conflict) else work.version if work is not None else 0
    theirs = refused.theirs["examples"] if isinstance(refused, Conflict) else before
    changed = changes({"similar": theirs}, {"similar": examples})
    return page(
        me,
        "training/intent.html",
        409 if is_conflict else 400 if refused else 200,
        intent=intent,
        title=called(intent),
        work=work,
        version=version,
        examples=examples,
        findings=[finding.message for finding in refused.findings[:30]]
        if isinstance(refused, NotReady)
        else [],
        conflict=refused if is_conflict else None,
        changed=changed if work is not None or is_conflict else [],
        figures=figures.get("intents", {}).get(intent),
        missed=[(text, called(got)) for text, wanted, got in figures.get("wrong", []) if wanted == intent][
            :50
        ],
        taken=[(text, called(wanted)) for text, wanted, got in figures.get("wrong", []) if got == intent][
            :50
        ],
        may_write=me.has(Role.EDITOR) and not me.departments,
    )


def _figures(past: list[Any]) -> dict[str, Any] | None:
    """Of the newest measurement."""
    return next((run.report["now"] for run in past if run.report.get("now")), None)


def _lines(typed: str) -> list[str]:
    if len(typed) > _LONGEST:
        raise WorkError("内容太长。")
    lines = [line.strip().removeprefix("- ").strip() for line in typed.split("\n")]
    return [line for line in lines if line]
