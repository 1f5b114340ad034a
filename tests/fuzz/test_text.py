"""The text path: whatever is typed is read without an exception and within a bounded time."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI

import tests.rasa_first  # noqa: F401  (before a test module imports Rasa)
from bot.services.forms.checks import check
from bot.services.forms.outcome import Accepted, Refused, Warn
from bot.services.forms.schema import FormField
from bot.services.identity.mask import mask_text
from bot.services.text import MAX_MESSAGE_CHARS, TextEmpty, TextTooLong, clean
from tests.fuzz.size import PARTS, SEED, cases
from tests.fuzz.strings import strings

# CPU seconds of this thread, so that a busy machine fails nobody: a question takes some 0.01.
LONGEST_S = 2.0
INPUTS = ("text", "name", "id_number", "mobile", "uscc", "date", "number", "amount", "address", "yes_no")


def cleaned(raw: str) -> str | None:
    try:
        return clean(raw)
    except (TextEmpty, TextTooLong):
        return None


async def timed(house: FastAPI, text: str) -> tuple[float, dict[str, Any]]:
    started = time.thread_time()
    parsed = await house.state.assistant.understand(text)
    return time.thread_time() - started, parsed


@pytest.mark.parametrize("part", PARTS)
async def test_whatever_is_typed_is_understood_in_time(house: FastAPI, part: int) -> None:
    read, slowest = 0, (0.0, "")
    for raw in strings(SEED + 100 * part, cases(400, 28_000)):
        text = cleaned(raw)
        if text is None:
            continue
        assert len(text) <= MAX_MESSAGE_CHARS and not text.startswith("/")
        took, parsed = await timed(house, text)
        if (
            took >= LONGEST_S
        ):  # the text, or something beside it (an index made anew, a collection of garbage)?
            took, _ = await timed(house, f"{text}。")
        slowest = max(slowest, (took, text))
        assert parsed["intent"]["name"], repr(text)
        read += 1
        if read % 1_000 == 0:
            print(f"part {part}: {read} texts read, the slowest took {slowest[0]:.3f} s of CPU", flush=True)
    assert slowest[0] < LONGEST_S, slowest
    assert read > cases(250, 25_000)
    print(f"part {part}: all {read} texts read, the slowest took {slowest[0]:.3f} s of CPU", flush=True)


@pytest.mark.parametrize("kind", INPUTS)
def test_whatever_is_answered_is_checked_in_time(kind: str) -> None:
    field = FormField.model_validate({"key": "x", "label": "某项", "input": kind})
    for raw in strings(SEED + 1, cases(150, 10_000)):
        text = cleaned(raw)
        if text is None:
            continue
        started = time.thread_time()
        outcome = check(field, text, date(2026, 11, 30))
        assert isinstance(outcome, (Accepted, Refused, Warn))
        mask_text(text)
        assert time.thread_time() - started < LONGEST_S, repr(text)
