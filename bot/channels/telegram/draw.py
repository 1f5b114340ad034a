"""Messages as Telegram draws them: plain text, choices as an inline keyboard, numbers where titles are long."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.assistant.messages import Message, numbered
from bot.channels.messaging import buttons
from bot.channels.messaging.render import without_choices
from bot.channels.messaging.split import split, utf16
from bot.services.mailbox.deliveries import Button, Part

LONGEST = 4096  # of a text, in UTF-16 code units
MOST_BUTTONS = 100  # of a keyboard
_FITS = 20  # characters of a title on a phone
_NARROW = 7  # two of these stand side by side
_NUMBERS_IN_A_ROW = 5


def draw(address: str, conversation_id: str, messages: Sequence[Message]) -> list[Part]:
    return [part for message in messages for part in _parts(address, conversation_id, message)]


def words(address: str, text: str) -> list[Part]:
    return [Part(address, piece) for piece in split(text, LONGEST, utf16)]


def _parts(address: str, conversation_id: str, message: Message) -> list[Part]:
    choices = message.get("choices", [])
    if len(choices) > MOST_BUTTONS:
        return words(address, numbered(message))
    by_number = any(len(choice["title"]) > _FITS for choice in choices)
    pieces = split(numbered(message) if by_number else without_choices(message), LONGEST, utf16)
    drawn = tuple(
        Button(
            str(number) if by_number else choice["title"], buttons.signed(choice["payload"], conversation_id)
        )
        for number, choice in enumerate(choices, start=1)
    )
    return [Part(address, piece) for piece in pieces[:-1]] + [Part(address, pieces[-1], drawn)]


def keyboard(drawn: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Rows that a thumb can hit."""
    if not drawn:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    for button in drawn:
        width = _NUMBERS_IN_A_ROW if button.title.isdigit() else 2 if len(button.title) <= _NARROW else 1
        if not rows or len(rows[-1]) >= width or any(len(each.text) > _NARROW for each in rows[-1]):
            rows.append([])
        rows[-1].append(InlineKeyboardButton(button.title, callback_data=button.data))
    return InlineKeyboardMarkup(rows)


def numbered_text(part: Part) -> str:
    """The same without a keyboard: the order of the buttons is the number that is typed."""
    if part.buttons[0].title.isdigit():
        return part.text
    lines = [f"{number}. {button.title}" for number, button in enumerate(part.buttons, start=1)]
    return "\n".join([part.text, *lines])
