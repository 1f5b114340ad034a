"""What a flow works with: the answers so far, the transaction, the time, and whose conversation it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from bot.services.content import CITY_ZONE
from bot.services.tasks.ask import Ask, Row, Said


@dataclass
class Context:
    session: Session
    key: str  # of this opening: what is made at the end is made once
    conversation_id: str
    channel: str
    region_code: str
    answers: dict[str, str | None]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(CITY_ZONE).date()

    def get(self, key: str) -> str | None:
        return self.answers.get(key)

    def need(self, key: str) -> str:
        value = self.answers[key]
        assert value is not None  # only optional answers are None
        return value


class Flow(Protocol):
    """One kind of task. Stateless: everything is in the context."""

    title: str
    depends: dict[str, tuple[str, ...]]  # answers that fall when the one before them changes

    def next(self, ctx: Context) -> Ask | None:
        """The first question without an answer; None when all is told. Raises Leave."""

    def rows(self, ctx: Context) -> list[Row]:
        """The answers for a review."""

    def finish(self, ctx: Context) -> Said:
        """Does it, once. Raises Redo and Leave."""


def review(
    ctx: Context, flow: Flow, prompt: str, confirm: str = "确认提交", confirmed_by: tuple[str, ...] = ()
) -> Ask | None:
    """The last question of a flow: all answers to look through."""
    if ctx.get("confirm") == "yes":
        return None
    rows = flow.rows(ctx)
    text = prompt + "\n" + "\n".join(f"{row.label}：{row.value}" for row in rows)
    listed = [{"field": row.key, "label": row.label, "value": row.value} for row in rows]
    return Ask(
        "confirm",
        "核对",
        text,
        "yes_no",
        kind="review",
        data={"item": flow.title, "rows": listed},
        confirm=confirm,
        confirmed_by=confirmed_by,
    )
