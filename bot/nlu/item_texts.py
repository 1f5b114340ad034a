"""The service items in plain words, indexed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.aspects import AspectLexicon
from bot.nlu.concepts import concepts
from bot.nlu.encoder import encoder
from bot.nlu.entries import Entry, EntryIndex
from bot.nlu.matcher import NameMatcher
from bot.nlu.names import namesakes
from bot.nlu.normalise import fold_text
from bot.nlu.plain import plain, plain_text
from bot.nlu.typos import count_pairs
from bot.services.catalogue.query import ItemName

_SUMMARY = 60  # characters of an item's summary that tell what it is about


class ItemTexts:
    """Names, aliases and what the items are about. Immutable."""

    def __init__(self, items: Sequence[ItemName], words: AspectLexicon) -> None:
        self.by_code = {item.code: item for item in items}
        written = {
            item.code: {fold_text(name) for name in (item.name, *item.aliases)} - {""} for item in items
        }
        for code, name in namesakes():
            if code in written:
                written[code].add(fold_text(name))
        names = {code: {plain(name) for name in folded} for code, folded in written.items()}
        # As written, too: entities are looked for in the letters that stand there.
        self.matcher = NameMatcher(
            (code, name) for code, found in names.items() for name in sorted(found | written[code])
        )
        self.index = EntryIndex(
            [
                Entry(
                    item.code,
                    tuple(
                        sorted(
                            names[item.code] | {words.strip_fillers(name) for name in names[item.code]} - {""}
                        )
                    ),
                    plain_text(item.summary[:_SUMMARY]),
                )
                for item in items
            ],
            encoder(),
        )
        self.pairs = count_pairs([*(name for found in names.values() for name in found), *concepts().words])
