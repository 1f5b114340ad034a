"""The pages of 同义词: finding a group, proposing a change, looking at what it changes, approving it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from bot.console.access import Form, Posted, deed, having
from bot.console.download import download
from bot.console.faq.ask import Hearer, hearer
from bot.console.lexicon.impact import plain_with, start
from bot.console.numbered import Number
from bot.console.pages import page
from bot.console.training.shared import whole_city
from bot.db.base import utc_now
from bot.db.models import LexiconChange
from bot.db.session import after_commit, read_session, write_session
from bot.nlu.misread import misread
from bot.services.drafts.errors import WorkError
from bot.services.lexicon import changes
from bot.services.lexicon.groups import text_of
from bot.services.lexicon.tables import LATIN, SYNONYMS, TABLES, Table
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/lexicon")
Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER)]
Editor = Annotated[Current, having(Role.EDITOR)]
Reviewer = Annotated[Current, having(Role.REVIEWER)]
HERE = "/staff/lexicon"
_A_PAGE = 80


@router.get("")
def overview(me: Reader, q: str = "", table: str = "") -> Response:
    at = _table(table)
    with read_session() as session:
        groups, rows = changes.groups(session, at), changes.listed(session, table=at)
    wanted = q.lower().split()
    found = [
        group
        for group in groups.values()
        if all(any(word in each.lower() for each in (group.official, *group.words)) for word in wanted)
    ]
    return page(
        me,
        "lexicon/overview.html",
        q=q,
        table=at,
        tables=TABLES,
        groups=found[:_A_PAGE],
        total=len(found),
        waiting=[row for row in rows if row.state == changes.SUBMITTED],
        past=[row for row in rows if row.state != changes.SUBMITTED],
        labels=changes.LABELS,
        may_write=me.has(Role.EDITOR) and not me.departments,
    )


@router.get("/group")
def one(me: Reader, official: str = "", table: str = "") -> Response:
    at = _table(table)
    with read_session() as session:
        group = changes.groups(session, at).get(official)
    if official and group is None:
        raise StaffError(f"没有“{official[:60]}”这一组，可能已被删除。")
    words = group.words if group is not None else ()
    loose = group is not None and group.loose
    return _form(me, at, official, "\n".join(words), loose, official != "")


@router.post("/propose")
async def propose(request: Request, form: Form, me: Editor) -> Response:
    whole_city(me)
    hear = _hearer(request)
    return await run_in_threadpool(_propose, form, me, hear)


def _propose(form: Posted, me: Current, hear: Hearer) -> Response:
    """What is refused stays in the form, with why."""
    table, official, drops = _table(form.text("table")), form.text("official"), form.text("op") == "drop"
    loose = table.has_loose and form.text("loose") == "1"
    words = [] if drops else [line.strip() for line in form.text("words").split("\n") if line.strip()]
    if table is LATIN:
        words = [word.lower() for word in words]
    try:
        if not words and not drops:
            raise WorkError("请写上市民的说法，一行一个。")
        with write_session(durable=True) as session:
            note = form.text("note")
            number = changes.propose(session, official, words, loose, me.actor, note, utc_now(), table)
            _must_read(session, number)
            after_commit(session, start, number, hear)
    except WorkError as error:
        return _form(me, table, official, form.text("words"), loose, form.text("known") == "1", str(error))
    return deed(
        me,
        f"{HERE}/change/{number}",
        lambda _: "已提交，正在计算会改变哪些问题的回答；等另一位同事审核。",
    )


@router.get("/change/{change_id}")
def change(change_id: Number, me: Reader) -> Response:
    return _shown(change_id, me, "lexicon/change.html")


@router.get("/change/{change_id}/progress")
def progress(change_id: Number, me: Reader) -> Response:
    return _shown(change_id, me, "lexicon/_impact.html")


@router.post("/change/{change_id}/again")
async def again(request: Request, change_id: Number, form: Form, me: Reader) -> Response:
    hear = _hearer(request)

    def do(session: Session) -> str:
        changes.report(session, change_id, {})
        after_commit(session, start, change_id, hear)
        return "正在重新计算。"

    return await run_in_threadpool(lambda: deed(me, f"{HERE}/change/{change_id}", do, WorkError))


@router.post("/change/{change_id}/approve")
def approve(change_id: Number, form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        _must_read(session, change_id)  # the other groups may have changed since
        changes.approve(session, change_id, me.actor, utc_now())
        return "已通过，几秒内在所有副本生效，不重启、不训练。"

    return deed(me, HERE, do, WorkError)


@router.post("/change/{change_id}/refuse")
def refuse(change_id: Number, form: Form, me: Reader) -> Response:
    def do(session: Session) -> str:
        row = session.get(LexiconChange, change_id)
        if row is not None and row.author != me.actor and not me.has(Role.REVIEWER):
            raise WorkError("只能撤回自己提的修改。")
        changes.refuse(session, change_id, me.actor, form.text("words"), utc_now())
        return "已退回。"

    return deed(me, HERE, do, WorkError)


@router.get("/export")
def export(me: Reader, table: str = "") -> Response:
    """The file of `data/lexicon` with what staff have changed, to be put into git."""
    at = _table(table)
    with read_session() as session:
        text = text_of(changes.lines_in_use(session, at))
    return download(text.encode(), at.file, "text/plain; charset=utf-8")


def _table(key: str) -> Table:
    """Raises StaffError."""
    found = TABLES.get(key or SYNONYMS.key)
    if found is None:
        raise StaffError("没有这个词表。")
    return found


def _must_read(session: Session, number: int) -> None:
    """Words that would be read as something else are not proposed. Raises WorkError."""
    row = session.get(LexiconChange, number)
    if row is None or row.table == SYNONYMS.key or not row.words:
        return
    wrong = misread(row.official, row.words, plain_with(TABLES[row.table], changes.lines_with(session, row)))
    if wrong:
        raise WorkError("；".join(wrong))


def _hearer(request: Request) -> Hearer:
    return hearer(request.app.state.house.state.assistant, asyncio.get_running_loop())


def _form(
    me: Current, table: Table, official: str, words: str, loose: bool, known: bool, why: str = ""
) -> Response:
    return page(
        me,
        "lexicon/group.html",
        400 if why else 200,
        table=table,
        official=official,
        words=words,
        loose=loose,
        known=known,
        why=why,
        may_write=me.has(Role.EDITOR) and not me.departments,
    )


def _shown(change_id: int, me: Current, template: str) -> Response:
    with read_session() as session:
        row = session.get(LexiconChange, change_id)
        if row is None:
            raise StaffError("没有这一次修改。")
        fresh = row.report.get("version") == changes.version(session)
    return page(
        me,
        template,
        row=row,
        table=TABLES[row.table],
        fresh=fresh,
        labels=changes.LABELS,
        is_own=row.author == me.actor,
    )
