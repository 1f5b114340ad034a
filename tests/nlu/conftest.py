"""The trained model on the seeded city, asked one text at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI

import tests.rasa_first  # noqa: F401  (before a test module imports Rasa)
from bot.evaluation.questions import Question, read_questions

Parsed = dict[str, Any]
Understand = Callable[[str], Parsed]


@pytest.fixture(scope="session")
def understand(house: FastAPI) -> Iterator[Understand]:
    """text → Rasa's parse data, through the whole pipeline."""
    loop = asyncio.new_event_loop()
    yield lambda text: loop.run_until_complete(house.state.assistant.understand(text))
    loop.close()


@pytest.fixture(scope="session")
def held_out(understand: Understand) -> list[tuple[Question, Parsed]]:
    """Every held-out question with what was understood; a few seconds, done once."""
    return [(question, understand(question.text)) for question in read_questions()]
