"""Channel-neutral messages as plain words with numbers: `text` alone is always enough, choices are numbered.

A typed number means the choice of the last message that offers any (bot/assistant/conversations.py), so only that
one is numbered; the choices of an earlier message are named.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.assistant.messages import Message, numbered, takes_numbers


def by_number(titles: Sequence[str]) -> list[str]:
    """Titles as the lines of a list, as `numbered` writes them."""
    return [f"{number}. {title}" for number, title in enumerate(titles, start=1)]


def how_to_choose(count: int) -> str:
    return f"（回复{'数字 1' if count == 1 else f'数字 1–{count}'} 选择，也可以直接说）"


def plain(messages: Sequence[Message]) -> list[str]:
    """A text for each message, for an app that draws no buttons."""
    last = last_with_choices(messages)
    return [
        _numbered(message) if number == last else _named(message) for number, message in enumerate(messages)
    ]


def without_choices(message: Message) -> str:
    """Text and source: for an app that draws the choices itself."""
    bare: Message = {**message, "choices": []}
    return numbered(bare)


def _numbered(message: Message) -> str:
    if not takes_numbers(message):
        return _named(message)
    return f"{numbered(message)}\n{how_to_choose(len(message['choices']))}"


def _named(message: Message) -> str:
    titles = [f"“{choice['title']}”" for choice in message.get("choices", [])]
    hint = f"（可以回复：{'、'.join(titles)}）" if titles else ""
    return "\n".join(line for line in (without_choices(message), hint) if line)


def last_with_choices(messages: Sequence[Message]) -> int:
    """Its place; -1 when none offers any."""
    return max((number for number, message in enumerate(messages) if message.get("choices")), default=-1)
