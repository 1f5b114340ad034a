"""What would answer a question: the same reading and the same decision as a citizen gets, over any knowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.nlu.decide import CLARIFY, FAQ, LOST, OUT_OF_SCOPE, Decision, decide
from bot.nlu.knowledge import Knowledge
from bot.nlu.normalise import fold_text
from bot.nlu.reading import Ranking, Reading, read

Ranker = Callable[[str], Ranking]

_INTENTS = {
    "ask_item": "答事项",
    FAQ: "答问答",
    CLARIFY: "请市民选",
    LOST: "没听懂",
    OUT_OF_SCOPE: "不属于政务",
    "ask_department": "答部门",
    "compare_items": "对比两个事项",
    "start_application": "开始申请",
    "complaint": "登记诉求",
    "book_appointment": "预约",
    "check_progress": "查进度",
    "handover": "转人工",
}


@dataclass(frozen=True)
class Outcome:
    """`keys`: what answers, or what the citizen would choose from."""

    intent: str
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    score: float
    reading: Reading

    @property
    def label(self) -> str:
        return _INTENTS.get(self.intent, self.intent)

    @property
    def words(self) -> str:
        return f"{self.label}：{'、'.join(self.titles)}" if self.titles else self.label

    @property
    def same_as(self) -> tuple[str, tuple[str, ...]]:
        return self.intent, self.keys

    def rank(self, key: str) -> int:
        """2: it answers; 1: it is offered; 0: neither."""
        if self.intent in ("ask_item", FAQ) and self.keys == (key,):
            return 2
        return int(key in self.keys)


def outcome(question: str, knowledge: Knowledge, ranking: Ranking) -> Outcome:
    reading = read(fold_text(question), knowledge, ranking)
    decision = decide(reading, ranking)
    chosen = _chosen(decision)
    return Outcome(
        decision.intent,
        tuple(each.key for each in chosen),
        tuple(each.title for each in chosen),
        decision.confidence,
        reading,
    )


def _chosen(decision: Decision) -> tuple[Any, ...]:
    if decision.intent in ("ask_item", FAQ):
        return (decision.answer,) if decision.answer else ()
    return decision.choices


def no_ranking(_: str) -> Ranking:
    """Where no model is loaded: retrieval alone decides."""
    return ()


def ranker(assistant: Any, loop: asyncio.AbstractEventLoop) -> Ranker:
    """The classifier's ranking, asked on the server's loop so that citizens' turns go on in between."""
    if assistant is None:
        return no_ranking

    def rank(question: str) -> Ranking:
        parsed = asyncio.run_coroutine_threadsafe(assistant.understand(question), loop).result(10)
        return [(name, p) for name, p in (parsed.get("understanding") or {}).get("ranking") or []]

    return rank
