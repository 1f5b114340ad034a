"""The course of the drafts of one kind of thing: begun, saved, submitted, sent back or approved, given up, restored.

Nobody writes over somebody else's words and nobody approves their own; every step is in the history. A service never
commits: the caller's transaction does. What a thing is, and what makes it live, its own modules know.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.services.audit.record import record as audit
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from bot.services.drafts.past import Past
from bot.services.findings import Finding

Body = dict[str, Any]
EDITING, SUBMITTED, RETURNED = "editing", "submitted", "returned"
LABELS = {EDITING: "编辑中", SUBMITTED: "待审核", RETURNED: "已退回"}
CHANGE, WITHDRAW = "change", "withdraw"


@dataclass(frozen=True)
class Course:
    """`table`: of a DraftMixin. In the audit log the deeds are `deeds`.submit …, done to `thing`/key."""

    table: Any
    past: Past[Any]
    deeds: str
    thing: str
    called: str  # 这一条
    gone: str  # what withdrawing is called: 撤下

    def find(self, session: Session, key: str, hold: bool = False) -> Any:
        query = select(self.table).where(self.table.key == key)
        if hold:
            query = query.with_for_update().execution_options(populate_existing=True)
        return session.scalars(query).first()

    def waiting(self, session: Session, mine: Set[str] = frozenset(), most: int = 1000) -> list[Any]:
        """What waits for a second person, of `mine` departments (empty: all), the oldest first."""
        query = select(self.table).where(self.table.state == SUBMITTED).order_by(self.table.submitted_at)
        if mine:
            query = query.where(col(self.table.department_code).in_(sorted(mine)))
        return list(session.scalars(query.limit(most)))

    def held(self, session: Session, key: str, version: int) -> Any:
        """The draft, for change, when it is still `version`. Raises Conflict, WorkError."""
        work = self.find(session, key, hold=True)
        if work is None:
            raise WorkError("这一稿已经处理过了，请刷新。")
        if work.version != version:
            raise Conflict(work.body, work.edited_by, work.version)
        return work

    def at_version(self, session: Session, key: str, version: int, live: Body | None) -> Any:
        """The draft, for change, or None where there is none yet (`version` 0). Raises Conflict with what stands there."""
        work = self.find(session, key, hold=True)
        found = work.version if work is not None else 0
        if version != found:
            theirs = work.body if work is not None else live
            raise Conflict(theirs or {}, work.edited_by if work is not None else "", found)
        return work

    def begin(self, session: Session, key: str, body: Body, by: str, now: datetime, **columns: Any) -> Any:
        """A new draft. Raises WorkError when somebody began the same one in the same moment."""
        work = self.table(
            key=key,
            body=body,
            version=1,
            editors=[by],
            edited_by=by,
            created_at=now,
            updated_at=now,
            **columns,
        )
        session.add(work)
        try:
            session.flush()
        except IntegrityError as error:
            raise WorkError(f"别人正好也在改{self.called}，请刷新后再试。") from error
        return work

    def write(self, session: Session, work: Any, body: Body, by: str, now: datetime, **columns: Any) -> None:
        """Over the words of a held draft; what was submitted is being edited again."""
        work.body, work.action, work.state = body, CHANGE, EDITING
        for name, value in columns.items():
            setattr(work, name, value)
        work.edited_by = by
        _touch(work, by, now)
        session.flush()

    def rebase(
        self, session: Session, key: str, version: int, by: str, now: datetime, **columns: Any
    ) -> None:
        """The draft stands against the thing as it is now: its author has seen the difference. Raises Conflict."""
        work = self.held(session, key, version)
        for name, value in columns.items():
            setattr(work, name, value)
        _touch(work, by, now)

    def submit(
        self,
        session: Session,
        key: str,
        version: int,
        by: str,
        words: str,
        now: datetime,
        check: Callable[[Session, str, Body], list[Finding]],
    ) -> None:
        """提交审核. Raises NotReady with what is wrong, Conflict, WorkError."""
        work = self.held(session, key, version)
        findings = check(session, key, work.body)
        if findings:
            raise NotReady(findings)
        self.submitted(session, work, by, words, now)

    def submitted(self, session: Session, work: Any, by: str, words: str, now: datetime) -> None:
        """提交审核 of a held draft that was checked."""
        work.state, work.submitted_at, work.note = SUBMITTED, now, words[:500]
        self.past.note(session, work.key, by, "提交审核", work.body, now, work.note)
        self.record(session, by, "submit", work.key, {"version": work.version}, now)

    def ask_to_withdraw(
        self, session: Session, key: str, body: Body, by: str, words: str, now: datetime, **columns: Any
    ) -> None:
        """To be approved like a change; `body`: what is live. Raises WorkError."""
        if self.find(session, key) is not None:
            raise WorkError(f"{self.called}正在修改，请先放弃修改再{self.gone}。")
        if not words.strip():
            raise WorkError(f"请写明为什么{self.gone}。")
        note = words.strip()[:500]
        asked = {"action": WITHDRAW, "state": SUBMITTED, "submitted_at": now, "note": note}
        self.begin(session, key, body, by, now, **asked, **columns)
        self.past.note(session, key, by, f"申请{self.gone}", body, now, note)
        self.record(session, by, "ask_withdraw", key, {}, now)

    def to_approve(self, session: Session, key: str, version: int, by: str) -> Any:
        """The draft, for change, when `by` may approve it. Raises Conflict, WorkError."""
        work = self._submitted(session, key, version)
        if by in work.editors:
            raise WorkError("您参与过这一稿的修改，要由另一个人审核。")
        return work

    def approved(
        self, session: Session, work: Any, body: Body, by: str, now: datetime, displaced: int = 0
    ) -> None:
        """What `body` says is done: the draft is gone. `displaced`: how many bookings lost their time by it."""
        self.past.note(session, work.key, by, self.gone if work.action == WITHDRAW else "通过", body, now)
        detail = {"editors": work.editors, "version": work.version, "action": work.action}
        if displaced:
            detail = {**detail, "displaced": displaced}
        self.record(session, by, "approve", work.key, detail, now)
        session.delete(work)
        session.flush()

    def send_back(self, session: Session, key: str, version: int, by: str, words: str, now: datetime) -> None:
        """退回, with what has to be changed. Raises Conflict, WorkError."""
        work = self._submitted(session, key, version)
        if not words.strip():
            raise WorkError("请写明要改什么。")
        work.state, work.note, work.version = RETURNED, words.strip()[:500], work.version + 1
        self.past.note(session, key, by, "退回", work.body, now, work.note)
        self.record(session, by, "return", key, {"version": work.version}, now)

    def discard(self, session: Session, key: str, version: int, by: str, now: datetime) -> None:
        """放弃 the draft; its words stay in the history. Raises Conflict, WorkError."""
        work = self.held(session, key, version)
        self.past.note(session, key, by, "放弃", work.body, now)
        session.delete(work)
        session.flush()

    def restore(
        self,
        session: Session,
        key: str,
        sequence: int,
        by: str,
        now: datetime,
        write: Callable[[Any, Body], None],
    ) -> None:
        """恢复: `write` makes a draft (its first argument: the held one, or None) of what revision `sequence` said.

        Raises WorkError.
        """
        revision = self.past.revision(session, key, sequence)
        if revision is None:
            raise WorkError("没有这一次修订。")
        body: Body = copy.deepcopy(revision.body)
        work = self.find(session, key, hold=True)
        if work is not None:
            self.past.note(session, key, by, "恢复前", work.body, now)
        write(work, body)
        self.past.note(session, key, by, "恢复", body, now, f"恢复到第 {sequence} 次修订")

    def record(
        self, session: Session, by: str, deed: str, key: str, detail: dict[str, Any], now: datetime
    ) -> None:
        audit(session, by, f"{self.deeds}.{deed}", f"{self.thing}/{key}", detail, now)

    def _submitted(self, session: Session, key: str, version: int) -> Any:
        work = self.held(session, key, version)
        if work.state != SUBMITTED:
            raise WorkError("这一稿还没有提交审核。")
        return work


def _touch(work: Any, by: str, now: datetime) -> None:
    """One more version, with one more hand in it."""
    work.updated_at = now
    work.editors = sorted({*work.editors, by})
    work.version += 1
