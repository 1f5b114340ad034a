"""What an action tells the house about the turn it runs in, without touching the conversation itself.

The conversation layer opens a `TurnNotes` per message; outside of it (``rasa run actions``) the notes go nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.services.applications.views import DraftView
from bot.services.insight.topic import Topic


@dataclass
class TurnNotes:
    """`personal`: the citizen's text answered a form field and must not be kept; `outcome`: how the turn ended;
    `asked`: the action has asked a question of its own, the form need not repeat its; `draft`: 草稿 as the
    validation left it, so that the question after it needs no look into the database; `nudge`: something waits in
    the outbox that somebody waits for; `proven`: it was proven who speaks; `topic`: what a question was answered about. `place`: conversation and number
    of the turn; `attempt`: this try of it."""

    personal: bool = False
    asked: bool = False
    nudge: bool = False
    proven: bool = False
    outcome: str = ""
    item_code: str | None = None
    draft: DraftView | None = None
    place: str = ""
    attempt: str = ""
    topic: Topic | None = None


_current: ContextVar[TurnNotes | None] = ContextVar("turn_notes", default=None)


def notes() -> TurnNotes:
    """The notes of the turn in progress, or a throw-away one."""
    return _current.get() or TurnNotes()


@contextmanager
def turn(place: str = "") -> Iterator[TurnNotes]:
    fresh = TurnNotes(place=place, attempt=secrets.token_hex(4))
    token = _current.set(fresh)
    try:
        yield fresh
    finally:
        _current.reset(token)
