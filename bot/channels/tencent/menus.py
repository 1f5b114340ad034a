"""Messages as the two platforms take them: few texts, because each counts, and the last choices as a menu to click.

A menu is sent as `msgmenu` where the API takes one, and as links where only a text can go. Numbers stand before all of
them: they can be typed wherever a click is not possible.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.assistant.messages import Message, takes_numbers
from bot.channels.messaging import buttons
from bot.channels.messaging.render import by_number, how_to_choose, last_with_choices, plain, without_choices
from bot.channels.messaging.split import pack, split, utf8
from bot.channels.tencent.xml import harmless
from bot.services.mailbox.deliveries import Button, Part

LONGEST = 2000  # bytes of a text; the platforms cut at 2048
LONGEST_HEAD = 1000  # of the words over a menu; 1024
LONGEST_TITLE = 120  # of a choice; 128
MOST_CHOICES = 10
_LINKS = 2048
_UNSAFE = set("&\"'<>#%?=+ ")


def draw(
    address: str, conversation_id: str, messages: Sequence[Message], longest_head: int = LONGEST_HEAD
) -> list[Part]:
    """`longest_head`: bytes of the words over a menu; the menu as a list fits beneath them in any case."""
    texts = [harmless(text) for text in plain(messages)]
    place = last_with_choices(messages)
    if place < 0 or not _fits(messages[place]):
        return words(address, *texts)
    choices = messages[place]["choices"]
    menu = tuple(Button(c["title"], buttons.signed(c["payload"], conversation_id)) for c in choices)
    *before, head = pack([*texts[:place], harmless(without_choices(messages[place]))], LONGEST, utf8)
    room = min(longest_head, LONGEST - utf8(in_words(Part(address, "", menu))))
    if utf8(head) > room:
        *longer, head = split(head, room, utf8)
        before += longer
    parts = [Part(address, text) for text in before]
    return [*parts, Part(address, head, menu), *words(address, *texts[place + 1 :])]


def words(address: str, *texts: str) -> list[Part]:
    return [Part(address, piece) for piece in pack([harmless(text) for text in texts], LONGEST, utf8)]


def _fits(message: Message) -> bool:
    titles = [choice["title"] for choice in message["choices"]]
    short = all(utf8(title) <= LONGEST_TITLE for title in titles)
    return takes_numbers(message) and short and len(titles) <= MOST_CHOICES


def titles(part: Part) -> list[str]:
    return [harmless(line) for line in by_number([button.title for button in part.buttons])]


def in_words(part: Part) -> str:
    """The menu as a numbered list."""
    if not part.buttons:
        return part.text
    return "\n".join([part.text, *titles(part), how_to_choose(len(part.buttons))])


def with_links(part: Part) -> str:
    """The menu as links that say their title for who clicks them; as a list where those make the text too long."""
    if not part.buttons:
        return part.text
    links = [
        f'<a href="weixin://bizmsgmenu?msgmenucontent={_said(title, number)}&msgmenuid={data}">{shown}</a>'
        for number, (title, (data, shown)) in enumerate(
            zip([button.title for button in part.buttons], entries(part), strict=True), start=1
        )
    ]
    linked = "\n".join([part.text, *links, how_to_choose(len(part.buttons))])
    return linked if utf8(linked) <= _LINKS else in_words(part)


def entries(part: Part) -> list[tuple[str, str]]:
    """(id, title) of what can be clicked."""
    return [(button.data, title) for title, button in zip(titles(part), part.buttons, strict=True)]


def is_menu(part: Part) -> bool:
    """Whether the API takes it as one."""
    return bool(part.buttons) and utf8(part.text) <= LONGEST_HEAD


def tail(part: Part) -> str:
    return how_to_choose(len(part.buttons))


def _said(title: str, number: int) -> str:
    """What a click says: the title, or its number where the title would break the link."""
    return str(number) if _UNSAFE & set(title) else title
