"""转接状态: asked → waiting → held → back to the assistant or closed; or nobody there, and a message left."""

from __future__ import annotations

from enum import Enum


class State(str, Enum):
    WAITING = "waiting"
    HELD = "held"
    WRITING = "writing"  # the citizen is about to leave a message
    RETURNED = "returned"
    CLOSED = "closed"
    MISSED = "missed"
    LEFT = "left"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def silences(self) -> bool:
        """Whether what the citizen says goes to a person, and the assistant keeps quiet."""
        return self in (State.WAITING, State.HELD)

    @property
    def is_open(self) -> bool:
        return self.silences or self is State.WRITING


_LABELS = {
    State.WAITING: "排队中",
    State.HELD: "接待中",
    State.WRITING: "留言中",
    State.RETURNED: "已转回助手",
    State.CLOSED: "已结束",
    State.MISSED: "未接通",
    State.LEFT: "待回复",
    State.ANSWERED: "已回复",
}

# Why it ended.
REASONS = {
    "": "",
    "agent": "坐席结束",
    "citizen": "市民结束",
    "service": "市民开始办理",
    "hours": "不在服务时间",
    "nobody": "无人在岗",
    "idle": "长时间没有说话",
}
