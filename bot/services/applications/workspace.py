"""A draft taken up for one change: its row held, its form parsed, its answers decrypted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

from bot.db.base import utc_now
from bot.db.models import Application
from bot.services import attempts
from bot.services.applications.content import DraftContent
from bot.services.applications.errors import DraftClosed, NoSuchDraft
from bot.services.applications.form_versions import form_of
from bot.services.applications.history import lock
from bot.services.applications.sharing_step import sharing_step
from bot.services.applications.states import State
from bot.services.applications.views import DraftView, ReviewRow
from bot.services.forms.composed import ComposedForm
from bot.services.forms.schema import (
    CONSENT_KEY,
    FormField,
    Question,
)
from bot.services.forms.show import is_private, show_masked
from bot.services.forms.steps import Step, step_of, visible, walk
from bot.services.forms.whole import counted
from bot.services.house.keeping import draft_until
from bot.services.insight import steps

_ROW = Application.__table__
_SAVE = (
    update(_ROW)
    .where(_ROW.c.id == bindparam("draft"), _ROW.c.version == bindparam("seen"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("answers", "cursor", "expires_at", "updated_at", "version")
        }
    )
)
_HELD = "draft held"  # in the session's info: its transaction and the workspace


class Workspace:
    """Reads and writes one draft; `save` puts what changed back into the row."""

    def __init__(self, session: Session, case: Any) -> None:
        self.session, self.case = session, case
        self.form = form_of(session, case.item_code, case.form_version)
        self.content = DraftContent.read(case.answers)
        self._found = (case.answers, case.cursor)

    @property
    def step(self) -> Step:
        """The question returned to, else the first open one, else the review; never past an open consent."""
        return self._at(walk(self.form, self.content.answers))

    def _at(self, path: list[Step]) -> Step:
        if self.case.cursor is not None:
            for step in path:
                if step.key == self.case.cursor and self.may_ask(step.key):
                    return step
        if self.content.offer is not None:
            return sharing_step(self.form, self.content)
        return next((step for step in path if step.key not in self.content.answers), path[-1])

    @property
    def consented(self) -> bool:
        return self.form.consent is None or CONSENT_KEY in self.content.answers

    def may_ask(self, key: str) -> bool:
        """A field is asked only after the consent."""
        return self.consented or self.form.field(key) is None

    def question(self, key: str) -> Question | None:
        return next((each for each in self.form.questions if each.key == key), None)

    def label_of(self, key: str) -> str:
        return field.label if (field := self.form.field(key)) is not None else key

    def step_of(self, key: str) -> Step | None:
        return step_of(self.form, self.content.answers, key)

    def rows(self) -> tuple[ReviewRow, ...]:
        """The fields that apply, masked."""
        answers = self.content.answers
        return tuple(
            ReviewRow(
                field.key,
                field.label,
                show_masked(field, answers.get(field.key)),
                self.form.part_name(field.key),
                self.content.shared.get(field.key, ""),
                is_private(field, answers.get(field.key)),
            )
            for field in visible(self.form, answers)
            if isinstance(field, FormField) and field.key in answers
        )

    def parts(self) -> tuple[str, ...]:
        if not isinstance(self.form, ComposedForm):
            return ()
        return tuple(part.name for part in self.form.active(counted(self.form, self.content.answers)))

    def go_to(self, key: str | None) -> None:
        set_committed_value(self.case, "cursor", key)  # written by `save`
        self.content.pending = None

    def save(self, now: datetime) -> None:
        """Into the row at once, by one prepared statement: this runs for every message in a form."""
        answers, cursor = self._found
        before = [
            replace(DraftContent.read(answers), mark=None).write(),
            cursor,
        ]  # without what it went back to
        self.content.mark = attempts.marked(self.content.mark, before)
        values = {
            "answers": self.content.write(),
            "cursor": self.case.cursor,
            "expires_at": draft_until(self.session, now),
            "updated_at": utc_now(),
            "version": self.case.version + 1,
        }
        row = {f"new_{name}": value for name, value in values.items()}
        saved = self.session.execute(_SAVE, {**row, "draft": self.case.id, "seen": self.case.version})
        if saved.rowcount != 1:
            raise StaleDataError("the draft was changed while it was held")
        for name, value in values.items():
            set_committed_value(self.case, name, value)
        self.note(now)

    def note(self, now: datetime) -> None:
        """The question that is asked next, for the funnel."""
        step = self.step
        steps.note(self.session, self.case.id, step.key, step.kind, now)

    def refuse(self, now: datetime) -> None:
        """Its applicant may not apply: that is no dropping out."""
        steps.note(self.session, self.case.id, steps.REFUSED, steps.REFUSED, now)

    def take_back(self, now: datetime) -> None:
        """What an earlier try of this turn changed; nothing where there was none."""
        mark = self.content.mark
        if not attempts.cut_short(mark) or mark is None:
            return
        self._found = tuple(mark["before"])
        self.content = DraftContent.read(self._found[0])
        set_committed_value(self.case, "cursor", self._found[1])
        self.save(now)

    def view(self) -> DraftView:
        is_open = self.case.state == State.DRAFT
        path = walk(self.form, self.content.answers)
        step = self._at(path)
        return DraftView(
            id=self.case.id,
            item_code=self.case.item_code,
            item_name=self.case.item_name,
            state=self.case.state,
            opened_at=self.case.created_at,
            updated_at=self.case.updated_at,
            answered=sum(each.key in self.content.answers for each in path),
            total=step.total,
            step=step if is_open else None,
            parts=self.parts(),
        )


def take_up(session: Session, draft_id: int) -> Workspace:
    """To change it: holds the draft until the transaction ends, and gives the one that is held already.

    Raises NoSuchDraft and DraftClosed.
    """
    transaction, held = session.info.get(_HELD, (None, None))
    if held is None or transaction is not session.get_transaction() or held.case.id != draft_id:
        held = _open(session, lock(session, draft_id))
        held.take_back(utc_now())
        session.info[_HELD] = session.get_transaction(), held
    elif held.case.state != State.DRAFT:
        return _open(session, held.case)
    return held


def look_at(session: Session, draft_id: int) -> Workspace:
    """To read it. Raises NoSuchDraft and DraftClosed."""
    return _open(session, session.get(Application, draft_id))


def _open(session: Session, case: Any) -> Workspace:
    if case is None:
        raise NoSuchDraft
    if case.state != State.DRAFT:
        raise DraftClosed("已经提交" if case.case_no else State(case.state).label)
    return Workspace(session, case)
