"""A turn that was cut short after it had changed a draft: what it changed is taken back before the turn is tried again.

An answer is written in a transaction of its own, the turn that says so in another. A process killed between the two,
or a turn whose saving failed, leaves an answer that the citizen was never told of: said again, it would be taken as
the answer to the next question. So what is changed carries the turn that changed it and what was there before.
"""

from __future__ import annotations

from typing import Any

from bot.services import turn

Mark = dict[str, Any]  # `turn`, `attempt`, `before`


def cut_short(mark: Mark | None) -> bool:
    """Whether the change was made by an earlier try of the turn in progress, which can therefore not have been saved."""
    notes = turn.notes()
    return bool(mark and notes.place and mark["turn"] == notes.place and mark["attempt"] != notes.attempt)


def marked(mark: Mark | None, before: Any) -> Mark | None:
    """The mark for a change that is made now; `before`: what to go back to, from the first change of the turn."""
    notes = turn.notes()
    if not notes.place:
        return None
    if mark and (mark["turn"], mark["attempt"]) == (notes.place, notes.attempt):
        return mark
    return {"turn": notes.place, "attempt": notes.attempt, "before": before}
