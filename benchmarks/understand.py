"""One side's model asked the held-out questions: `python -m benchmarks.understand stock|ours MODEL OUT.json`.

A process of its own a side, so that memory and start are that side's alone. Both sides are judged alike: which entry,
item or intent they put first, and whether they answered (a side that asks back or offers choices did not).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bot.evaluation.questions import Question, is_danger, read_questions

_WARM_UP = 20
_MIB = 1024 * 1024

Parse = Callable[[str], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class First:
    """What a side puts first. `answered`: it would say it without asking back. `item`: the service item it found named,
    whatever it took the question for."""

    intent: str
    key: str | None = None  # FAQ name or item code
    answered: bool = False
    item: str | None = None


def is_right(question: Question, first: First) -> bool:
    if question.faq or question.item:
        return (question.faq or question.item) in (first.key, first.item)
    if question.not_emergency:
        return not is_danger(first.intent)
    if question.intent == "out_of_scope":
        return not first.answered
    both_danger = is_danger(question.intent or "") and is_danger(first.intent)
    return first.intent == question.intent or both_danger


def stock_first(parsed: dict[str, Any]) -> First:
    """Rasa's own fields: intent, entities through their synonyms, the response selector's first response."""
    intent = parsed["intent"]["name"] or ""
    item = next((each["value"] for each in parsed["entities"] if each["entity"] == "service_item"), None)
    if intent == "faq":
        response = parsed.get("response_selector", {}).get("faq", {}).get("response", {})
        return First(intent, str(response.get("intent_response_key", "")).removeprefix("faq/"), True, item)
    if intent == "ask_item":
        return First(intent, item, item is not None, item)
    return First(intent, item=item)


def our_first(parsed: dict[str, Any]) -> First:
    understanding = parsed.get("understanding") or {}
    answer, choices = understanding.get("answer"), understanding.get("choices") or []
    first = answer or (choices[0] if choices else {})
    return First(parsed["intent"]["name"], first.get("key"), parsed["intent"]["name"] in ("faq", "ask_item"))


async def measure(parse: Parse, first_of: Callable[[dict[str, Any]], First]) -> dict[str, Any]:
    """`{"kinds": {kind: {"n", "right"}}, "wrong_answers", "ms": [...], "memory_mib"}`"""
    questions = [question for question in read_questions() if not question.for_fitting]
    for question in questions[:_WARM_UP]:
        await parse(question.text)
    kinds: dict[str, dict[str, int]] = {}
    milliseconds, wrong, asked = [], 0, 0
    for question in questions:
        started = time.perf_counter()
        parsed = await parse(question.text)
        milliseconds.append((time.perf_counter() - started) * 1000)
        first = first_of(parsed)
        row = kinds.setdefault(question.kind, {"n": 0, "right": 0})
        row["n"] += 1
        row["right"] += is_right(question, first)
        if question.faq or question.item:
            asked += 1
            wrong += first.answered and first.key != (question.faq or question.item)
    memory = psutil.Process(os.getpid()).memory_full_info().uss / _MIB
    return {"kinds": kinds, "wrong_answers": wrong / asked, "ms": milliseconds, "memory_mib": memory}


def _stock(model: Path) -> Parse:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    return agent.parse_message


def _ours(model: Path) -> Parse:
    from bot.assistant.tensorflow_absent import stand_in_unless_wanted
    from bot.logs import configure_logging

    configure_logging("ERROR")
    stand_in_unless_wanted()
    from bot.assistant.assistant import Assistant

    return Assistant(str(model)).understand


def main(side: str, model: str, out: str) -> None:
    parse, first_of = (_stock, stock_first) if side == "stock" else (_ours, our_first)
    figures = asyncio.run(measure(parse(Path(model)), first_of))
    Path(out).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
