"""工单状态 of the 12345 flow: what may follow, what each is called, and how long the city promises to take."""

from __future__ import annotations

from enum import Enum


class OrderState(str, Enum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    HANDLING = "handling"
    REPLIED = "replied"
    CLOSED = "closed"
    REVISITED = "revisited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Still somebody's work."""
        return self in _OPEN


_LABELS = {
    OrderState.PENDING: "待受理",
    OrderState.ACCEPTED: "已受理",
    OrderState.DISPATCHED: "已派单",
    OrderState.SIGNED: "已签收",
    OrderState.HANDLING: "办理中",
    OrderState.REPLIED: "已反馈",
    OrderState.CLOSED: "已办结",
    OrderState.REVISITED: "已回访",
    OrderState.REFUSED: "不予受理",
    OrderState.WITHDRAWN: "已撤回",
}
_OPEN = frozenset(
    {
        OrderState.PENDING,
        OrderState.ACCEPTED,
        OrderState.DISPATCHED,
        OrderState.SIGNED,
        OrderState.HANDLING,
        OrderState.REPLIED,
    }
)
NEXT: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PENDING: frozenset({OrderState.ACCEPTED, OrderState.REFUSED, OrderState.WITHDRAWN}),
    OrderState.ACCEPTED: frozenset({OrderState.DISPATCHED, OrderState.REPLIED, OrderState.WITHDRAWN}),
    OrderState.DISPATCHED: frozenset({OrderState.SIGNED, OrderState.ACCEPTED, OrderState.WITHDRAWN}),
    OrderState.SIGNED: frozenset({OrderState.HANDLING, OrderState.REPLIED, OrderState.WITHDRAWN}),
    OrderState.HANDLING: frozenset({OrderState.REPLIED, OrderState.WITHDRAWN}),
    OrderState.REPLIED: frozenset({OrderState.CLOSED, OrderState.HANDLING}),
    OrderState.CLOSED: frozenset({OrderState.REVISITED}),
    OrderState.REVISITED: frozenset({OrderState.HANDLING}),  # 回访 says it is not solved: 重办
    OrderState.REFUSED: frozenset(),
    OrderState.WITHDRAWN: frozenset(),
}
# 诉求类型 → 工作日: what the demo city promises; every city sets its own.
PROMISED_DAYS = {"咨询": 3, "求助": 5, "投诉": 10, "举报": 15, "建议": 15, "表扬": 5}
ACTIONS = {
    OrderState.ACCEPTED: "受理",
    OrderState.DISPATCHED: "派单",
    OrderState.SIGNED: "签收",
    OrderState.HANDLING: "办理",
    OrderState.REPLIED: "反馈",
    OrderState.CLOSED: "办结",
    OrderState.REVISITED: "回访",
    OrderState.REFUSED: "不予受理",
    OrderState.WITHDRAWN: "撤回",
}
MAY_BE_ANONYMOUS = frozenset({"举报", "投诉", "建议"})
