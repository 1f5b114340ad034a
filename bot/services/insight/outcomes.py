"""What became of a question. Every figure about questions is a sum of these, so that no question counts twice."""

from __future__ import annotations

from enum import Enum


class Outcome(str, Enum):
    # A question.
    ANSWERED = "answered"
    CLARIFIED = "clarified"  # asked back
    LOST = "lost"
    OUTSIDE = "outside"
    FAILED = "failed"
    # What came of one that was counted already.
    CHOSEN = "chosen"  # asked back, and one of the choices answered it
    NONE = "none"  # asked back, 都不是
    USELESS = "useless"  # answered, 没用
    HANDED = "handed"  # answered, and a person asked for all the same
    HANDED_LOST = "handed_lost"  # not answered, and a person asked for
    # No question at all.
    PERSON = "person"  # 转人工 before anything was asked

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Outcome.ANSWERED: "直接回答",
    Outcome.CLARIFIED: "请市民选择",
    Outcome.LOST: "没听懂",
    Outcome.OUTSIDE: "不属于政务",
    Outcome.FAILED: "系统出错",
    Outcome.CHOSEN: "选择后回答",
    Outcome.NONE: "选项都不是",
    Outcome.USELESS: "市民说没用",
    Outcome.HANDED: "回答后转人工",
    Outcome.HANDED_LOST: "没答上转人工",
    Outcome.PERSON: "直接找人工",
}
QUESTIONS = frozenset({Outcome.ANSWERED, Outcome.CLARIFIED, Outcome.LOST, Outcome.OUTSIDE, Outcome.FAILED})
ANSWERS = frozenset({Outcome.ANSWERED, Outcome.CHOSEN})
OBJECTIONS = frozenset({Outcome.USELESS, Outcome.HANDED})  # each to an answer of its own
UNANSWERED = frozenset({Outcome.LOST, Outcome.NONE})
