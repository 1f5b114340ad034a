"""What would answer a question: the same reading and the same decision as a citizen gets, over any knowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from bot.nlu.decide import CLARIFY, FAQ, LOST, OUT_OF_SCOPE, Decision
from bot.nlu.knowledge import Knowledge
from bot.nlu.plain import plain_text
from bot.nlu.quoting import ASK_CLAUSE
from bot.nlu.reading import Reading
from bot.nlu.settle import Heard, settle

Hearer = Callable[[str], Heard]

_INTENTS = {
    "ask_item": "答事项",
    FAQ: "答问答",
    CLARIFY: "请市民选",
    LOST: "没听懂",
    OUT_OF_SCOPE: "不属于政务",
    ASK_CLAUSE: "引政策原文",
    "ask_department": "答部门",
    "compare_items": "对比两个事项",
    "start_application": "开始申请",
    "complaint": "登记诉求",
    "book_appointment": "预约",
    "check_progress": "查进度",
    "ask_bundle": "办一件事",
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


def outcome(heard: Heard, knowledge: Knowledge) -> Outcome:
    decision, reading, _ = settle(heard, knowledge)
    chosen = _chosen(decision)
    return Outcome(
        decision.intent,
        tuple(each.key for each in chosen),
        tuple(each.title for each in chosen),
        decision.confidence,
        reading,
    )


def _chosen(decision: Decision) -> tuple[Any, ...]:
    if decision.intent in ("ask_item", FAQ, ASK_CLAUSE):
        return (decision.answer,) if decision.answer else ()
    return decision.choices


def only_read(question: str) -> Heard:
    """Where no model is loaded: retrieval alone decides."""
    return Heard(plain_text(question))


def hearer(assistant: Any, loop: asyncio.AbstractEventLoop) -> Hearer:
    """What the model hears, asked on the server's loop so that citizens' turns go on in between."""
    if assistant is None:
        return only_read

    def hear(question: str) -> Heard:
        here = copy_context()  # tables that are being tried are read with there, too

        async def within() -> Any:
            return await here.run(asyncio.ensure_future, assistant.understand(question))

        parsed = asyncio.run_coroutine_threadsafe(within(), loop).result(10)
        return _heard(parsed, question)

    return hear


def _heard(parsed: dict[str, Any], question: str) -> Heard:
    heard = (parsed.get("understanding") or {}).get("heard")
    return Heard(**heard) if heard else only_read(question)


async def heard_by(assistant: Any, question: str) -> Heard:
    """What one model hears."""
    return _heard(await assistant.understand(question), question)


async def hear_once(question: str) -> Heard:
    """What the newest model hears, loaded for this one question; without a model, the words alone."""
    from bot.assistant.model import NoModel, model_in_use
    from bot.assistant.tensorflow_absent import stand_in_unless_wanted

    try:
        model = model_in_use()
    except NoModel:
        return only_read(question)
    stand_in_unless_wanted()
    from bot.assistant.assistant import Assistant

    return await heard_by(Assistant(str(model)), question)
