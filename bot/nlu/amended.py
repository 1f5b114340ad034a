"""A large index of entries and the few that have changed since, until it is built anew: a changed answer must not wait
for ten thousand others to be sorted again.

Searched, shown and explained like `EntryIndex`. What a feature weighs is what it weighed before the change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.nlu.encoder import Encoder
from bot.nlu.entries import RIVALS, Entry, EntryIndex, Evidence, best


class AmendedIndex:
    def __init__(
        self, base: EntryIndex, fresh: Sequence[Entry], gone: Collection[str], encoder: Encoder | None = None
    ) -> None:
        """`fresh`: new or changed entries; `gone`: keys of `base` that are not there any more."""
        hidden = {*gone, *(entry.key for entry in fresh)}
        self._base = base
        self._hidden = [place for place, key in enumerate(base.keys) if key in hidden]
        self._fresh = EntryIndex(fresh, encoder, weighed_as=base)

    def search(self, text: str, count: int) -> list[Evidence]:
        """The `count` likeliest entries for a folded question, best first."""
        likely = self._base.likely(text, max(count, RIVALS), self._hidden)
        likely += self._fresh.likely(text, max(count, RIVALS))
        return best(sorted(likely, key=lambda each: -each.evidence.alike), count)

    def why(self, text: str, key: str) -> tuple[str, list[tuple[str, float]]]:
        """As `EntryIndex.why`."""
        index = self._fresh if key in self._fresh.keys else self._base
        return index.why(text, key)
