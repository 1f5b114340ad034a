"""What the pages of every kind of draft do alike: what changed when, where one is after beginning one or giving it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.console.access import deed
from bot.services.drafts.errors import WorkError
from bot.services.staff.sessions import Current

Steps = list[tuple[Any, list[Any]]]


def steps(rows: Sequence[Any], changes: Callable[[Any, Any], list[Any]]) -> Steps:
    """Revisions, newest first, each with what differs from the one before."""
    befores = [*rows[1:], None][: len(rows)]
    return [
        (row, changes(before.body if before else None, row.body))
        for row, before in zip(rows, befores, strict=True)
    ]


def begin(me: Current, place: str, create: Callable[[Session], str]) -> Response:
    """A new draft: `create` gives what it is known by, and there one goes on."""
    made: list[str] = []

    def do(session: Session) -> str:
        made.append(create(session))
        return "草稿已建立，边写边自动保存。"

    answer = deed(me, place, do, WorkError)
    if made:
        answer.headers["location"] = f"{place}/{made[0]}"
    return answer


def give_up(me: Current, address: str, discard: Callable[[Session], bool]) -> Response:
    """放弃: `discard` says whether anything is there without the draft; otherwise the history is what is left."""
    left: list[bool] = []

    def do(session: Session) -> str:
        left.append(discard(session))
        return "已放弃修改，写过的内容在修订历史里还能找回。"

    answer = deed(me, address, do, WorkError)
    if left == [False]:
        answer.headers["location"] = f"{address}/history"
    return answer
