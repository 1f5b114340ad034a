"""Tasks on their way: opened once, saved at every answer, finished once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Task
from bot.services import attempts
from bot.services.forms.assent import yes_or_no
from bot.services.forms.checks import check
from bot.services.forms.outcome import Accepted, Refused, Warn
from bot.services.forms.schema import FormField
from bot.services.tasks.ask import Ask, Button, Leave, More, Outcome, Redo, Said
from bot.services.tasks.context import Context, Flow
from bot.services.tasks.flows import FLOWS

KEEP = timedelta(hours=24)
_AUTO = frozenset({"of"})
_MARK = "@"  # beside the answers: the turn that changed them last (services/attempts.py)
_NO_COMMENT = frozenset(
    "提交 直接提交 就这样 就这些 没别的了 没有 没有了 没了 无 不用 不用了 跳过 不填 不知道 不清楚 不记得 略 没".split()
)


class TaskClosed(Exception):
    """It ended: `said` is what was said at its end."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.text)
        self.said = said


@dataclass(frozen=True)
class TaskView:
    id: int
    title: str
    ask: Ask | None  # None: ready to finish


@dataclass(frozen=True)
class Taken:
    """next: taken, ask again · refused: `message`, the same question again."""

    kind: Literal["next", "refused"]
    message: str = ""


def open_task(
    session: Session,
    kind: str,
    *,
    conversation_id: str,
    opening_key: str,
    prefilled: Mapping[str, str],
    now: datetime,
    channel: str = "web",
) -> int:
    """The task of this opening: the same key always gives the same one."""
    key = hashlib.sha256(f"task/{opening_key}".encode()).hexdigest()
    query = select(Task.id).where(Task.opening_key == key)
    if (found := session.scalar(query)) is not None:
        return int(found)
    task = Task(
        opening_key=key,
        kind=kind,
        session_id=conversation_id,
        channel=channel,
        answers=json.dumps(dict(prefilled), ensure_ascii=False),
    )
    try:
        with session.begin_nested():
            session.add(task)
    except IntegrityError:  # another turn opened it in the same moment
        return int(session.scalars(query).one())
    return int(task.id)


class Held:
    """A task held until the transaction ends. Raises TaskClosed when it is over, KeyError-free for any id."""

    def __init__(
        self, session: Session, task_id: int, conversation_id: str, now: datetime, region: str
    ) -> None:
        self.row: Any = session.scalars(
            select(Task)
            .where(Task.id == task_id, Task.session_id == conversation_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).first()
        if self.row is None:
            raise TaskClosed(Said("刚才的事项已经结束，请重新开始。", "text"))
        if self.row.state != "open":
            raise TaskClosed(_unpack(self.row.result))
        self.flow: Flow = FLOWS[self.row.kind]
        answers = json.loads(self.row.answers or "{}")
        mark = answers.pop(_MARK, None)
        if undone := attempts.cut_short(mark):
            answers, mark = dict(mark["before"]), None
        self._mark, self._found = mark, dict(answers)
        self.ctx = Context(
            session=session,
            key=self.row.opening_key,
            conversation_id=conversation_id,
            channel=self.row.channel,
            region_code=region,
            answers=answers,
            now=now,
        )
        if undone:
            self.save()  # at once: what comes next may be refused

    def view(self) -> TaskView:
        """Raises Leave, after the task is closed with it."""
        try:
            ask = self.flow.next(self.ctx)
        except Leave as leave:
            self._close("left", leave.said)
            raise
        self.save()
        return TaskView(self.row.id, self.flow.title, ask)

    def take(self, ask: Ask, text: str, hints: Mapping[str, str]) -> Taken:
        outcome = self._read(ask, text, hints)
        if isinstance(outcome, Refused):
            self.save()
            return Taken("refused", outcome.message)
        if isinstance(outcome, More):
            self.ctx.answers.update(outcome.values)
            self.save()
            return Taken("next", outcome.message)
        self.ctx.answers[ask.key] = outcome.value
        self.save()
        return Taken("next")

    def _read(self, ask: Ask, text: str, hints: Mapping[str, str]) -> Outcome:
        if ask.hint and hints.get(ask.hint):
            text = hints[ask.hint]
        if ask.check is not None and (outcome := ask.check(text)) is not None:
            return outcome
        if ask.input == "yes_no" and not ask.options:
            assent = yes_or_no(text, ask.prompt)
            return Accepted(assent, assent, assent) if assent else Refused("请回复“是”或“否”。")
        field = ask.field or FormField.model_construct(
            key=ask.key, label=ask.label, input=ask.input, options=list(ask.options)
        )
        result = check(field, text, self.ctx.today)
        if isinstance(result, Warn):  # staff look at a code that only seems wrong
            return Accepted(result.value, result.value, result.value)
        return result

    def skip(self, ask: Ask) -> Taken:
        if ask.required:
            return Taken("refused", f"“{ask.label}”是必填的，不能跳过。")
        self.ctx.answers[ask.key] = None
        self.save()
        return Taken("next")

    def is_skip(self, ask: Ask, text: str) -> bool:
        return not ask.required and text.strip(" 。.！!") in _NO_COMMENT

    def back(self) -> None:
        """The last answer falls, and is asked anew."""
        keys = [key for key in self.ctx.answers if key not in _AUTO]
        if keys:
            self.forget(keys[-1])

    def forget(self, *keys: str) -> None:
        for key in keys:
            self.ctx.answers.pop(key, None)
            for dependent in self.flow.depends.get(key, ()):
                self.ctx.answers.pop(dependent, None)
        self.save()

    def change(self, what: str) -> bool:
        """The row named by key, label, part of a label, or its number in the review, which has to be reached."""
        rows = self.flow.rows(self.ctx)
        named = [row for row in rows if what in (row.key, row.label)]
        named = named or [row for row in rows if what and (what in row.label or row.label in what)]
        if not named and what.isdecimal() and 1 <= int(what) <= len(rows):
            named = [rows[int(what) - 1]]
        if not named or named[0].key not in self.ctx.answers:
            return False
        self.forget(named[0].key)
        return True

    def finish(self) -> Said:
        """Does it and closes the task. Raises Redo (the task stays open) and Leave (it ends, nothing done)."""
        try:
            with self.ctx.session.begin_nested():
                said = self.flow.finish(self.ctx)
        except Redo as redo:
            self.forget("confirm", *redo.keys)
            raise
        except Leave as leave:
            self._close("left", leave.said)
            raise
        self._close("done", said)
        return said

    def leave(self) -> None:
        self._close("left", Said("好的，已退出，没有提交。", "text"))

    def save(self) -> None:
        self._mark = attempts.marked(self._mark, self._found)
        kept = {**self.ctx.answers, _MARK: self._mark} if self._mark else self.ctx.answers
        self.row.answers = json.dumps(kept, ensure_ascii=False)
        self.ctx.session.flush()

    def _close(self, state: str, said: Said) -> None:
        self.row.state, self.row.answers = state, None
        self.row.result = json.dumps(asdict(said), ensure_ascii=False, default=str)
        self.ctx.session.flush()


def said_at_the_end(session: Session, conversation_id: str, number: str) -> Said | None:
    """What was said when the last task of the conversation was done, if it gave this number."""
    result = session.scalar(
        select(Task.result)
        .where(Task.session_id == conversation_id, Task.state == "done", col(Task.result).is_not(None))
        .order_by(col(Task.id).desc())
    )
    said = _unpack(result) if result else None
    return said if said is not None and number and said.number == number else None


def forget_tasks(session: Session, now: datetime, keep: timedelta = KEEP) -> None:
    """For housekeeping: what nobody came back to keeps nothing personal."""
    session.execute(
        update(Task)
        .where(col(Task.updated_at) < now - keep, (Task.state == "open") | col(Task.result).is_not(None))
        .values(state="left", answers=None, result=None, updated_at=now)
        .execution_options(synchronize_session=False)
    )


def _unpack(result: str | None) -> Said:
    if not result:
        return Said("刚才的事项已经结束，请重新开始。", "text")
    body = json.loads(result)
    return Said(**{**body, "buttons": tuple(Button(**each) for each in body["buttons"])})
