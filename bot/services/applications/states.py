"""办件状态: what a case can be, what may follow, and what each state is called."""

from __future__ import annotations

from enum import Enum


class State(str, Enum):
    DRAFT = "draft"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CORRECTION = "correction"
    NOT_ACCEPTED = "not_accepted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def code(self) -> str | None:
        """Of the national exchange; a draft, and a case its applicant took back, have none."""
        return _CODES.get(self)

    @property
    def is_final(self) -> bool:
        return not TRANSITIONS[self]

    @property
    def is_paused(self) -> bool:
        """Days in this state do not count towards a deadline."""
        return self in (State.CORRECTION, State.SUSPENDED)


TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.CANCELLED, State.EXPIRED}),
    State.SUBMITTED: frozenset(
        {State.ACCEPTED, State.CORRECTION, State.NOT_ACCEPTED, State.RETURNED, State.WITHDRAWN}
    ),
    State.CORRECTION: frozenset({State.SUBMITTED, State.NOT_ACCEPTED, State.RETURNED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset(
        {State.IN_PROGRESS, State.SUSPENDED, State.COMPLETED, State.RETURNED, State.WITHDRAWN}
    ),
    State.IN_PROGRESS: frozenset({State.SUSPENDED, State.COMPLETED, State.RETURNED, State.WITHDRAWN}),
    State.SUSPENDED: frozenset({State.IN_PROGRESS, State.RETURNED, State.WITHDRAWN}),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
    State.NOT_ACCEPTED: frozenset(),
    State.COMPLETED: frozenset(),
    State.RETURNED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
_LABELS = {
    State.DRAFT: "草稿",
    State.CANCELLED: "已取消",
    State.EXPIRED: "已过期",
    State.SUBMITTED: "收件",
    State.ACCEPTED: "受理",
    State.CORRECTION: "补齐补正",
    State.NOT_ACCEPTED: "不予受理",
    State.IN_PROGRESS: "在办",
    State.SUSPENDED: "挂起",
    State.COMPLETED: "办结",
    State.RETURNED: "退件",
    State.WITHDRAWN: "撤回",
}
_CODES = {
    State.SUBMITTED: "02",
    State.ACCEPTED: "05",
    State.CORRECTION: "06",
    State.NOT_ACCEPTED: "07",
    State.COMPLETED: "10",
    State.SUSPENDED: "11",
    State.IN_PROGRESS: "12",
    State.RETURNED: "13",
}


def may_follow(before: State, after: State) -> bool:
    return after in TRANSITIONS[before]
