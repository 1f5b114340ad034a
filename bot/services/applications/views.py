"""What the application services hand to the conversation and the console: plain values, personal ones masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from bot.services.forms.steps import Step


@dataclass(frozen=True)
class DraftView:
    """A draft worth going on with: `answered` of `total` questions."""

    id: int
    item_code: str
    item_name: str
    state: str
    opened_at: datetime
    updated_at: datetime
    answered: int
    total: int
    step: Step | None  # None when the draft is closed
    parts: tuple[str, ...] = ()  # of a 一件事: the items applied for, as far as it is known


@dataclass(frozen=True)
class ReviewRow:
    field: str
    label: str
    value: str  # masked
    part: str = ""  # the item of a 一件事 that asks; empty: shared, or the only one
    source: str = ""  # code of the 数据来源 that filled it in
    private: bool = False  # in words that no mask fits: not kept with the conversation

    def as_data(self) -> dict[str, Any]:
        row = {"field": self.field, "label": self.label, "value": self.value}
        return {**row, "private": True} if self.private else row


@dataclass(frozen=True)
class AnswerResult:
    """What an answer led to.

    next: `step` comes next, `understood` is what was taken (masked), `message` which item of a 一件事 fell out · refused: `message`, the same step again ·
    warn: `message` asks to confirm · ineligible: `because`, `basis`, `instead`; nothing was saved and the same
    step stands · review: `rows` to look through · share: agreed to, the record is to be fetched
    (applications/prefill.py).
    """

    kind: Literal["next", "refused", "warn", "ineligible", "review", "share"]
    step: Step
    message: str = ""
    understood: str = ""
    because: str = ""
    basis: str = ""
    instead: str = ""
    rows: tuple[ReviewRow, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """收件回执."""

    case_no: str
    item_code: str
    item_name: str
    promised_on: date | None
    statutory_on: date | None
    filed_at: datetime
    already_filed: bool
    estimated: bool = False  # a deadline counts on days whose holidays are not published yet
    parts: tuple[Receipt, ...] = ()  # of a 一件事: one an item


@dataclass(frozen=True)
class ProgressEvent:
    at: datetime
    state: str
    label: str
    note: str


@dataclass(frozen=True)
class ProgressView:
    """办理进度 of one case."""

    id: int
    case_no: str
    item_code: str
    item_name: str
    state: str
    label: str
    code: str | None  # 办件状态 of the national exchange
    filed_at: datetime
    promised_on: date | None
    statutory_on: date | None
    paused: bool
    can_withdraw: bool
    finished_at: datetime | None
    events: tuple[ProgressEvent, ...]
    parts: tuple[CaseSummary, ...] = ()  # of a 一件事: where each item stands


@dataclass(frozen=True)
class ProofNeeded:
    """Asked of everybody who is not in the conversation that filed the case, whether the number exists or not."""

    case_no: str
    message: str = "为了保护个人信息，请输入申请时所填证件号码的后6位（没有填证件号码的，填手机号码后6位）。"


@dataclass(frozen=True)
class NotFound:
    """No such case, or a wrong proof of it: nobody is told which."""

    message: str = "没有查到，请核对办件编号和证件号码后6位。"
    locked: bool = False


@dataclass(frozen=True)
class CaseSummary:
    """One line of 我的办件."""

    case_no: str
    item_code: str
    item_name: str
    state: str
    label: str
    filed_at: datetime
    promised_on: date | None
    is_over: bool = False
