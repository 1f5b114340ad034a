"""A large index of entries and the few that have changed since, until it is built anew: a changed answer must not wait
for ten thousand others to be sorted again.

Searched, shown and explained like `EntryIndex`. What a feature weighs is what it weighed before the change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.nlu.encoder import Encoder
from bot.nlu.entries import RIVALS, Entry, EntryIndex, Evidence, best
from bot.nlu.rivals import Weights, weigh


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
        enough = max(count, RIVALS)
        fresh = [hit._replace(place=-1 - hit.place) for hit in self._fresh.likely(text, enough)]
        likely = sorted(
            [*self._base.likely(text, enough, self._hidden), *fresh], key=lambda each: -each.evidence.alike
        )
        return best(likely, count, self._weights)

    def _weights(self, places: tuple[int, ...]) -> Weights:
        """Places below zero are those of the fresh ones, from the end."""
        return weigh([self._base.rival(at) if at >= 0 else self._fresh.rival(-1 - at) for at in places])

    def why(self, text: str, key: str) -> tuple[str, list[tuple[str, float]]]:
        """As `EntryIndex.why`."""
        index = self._fresh if key in self._fresh.keys else self._base
        return index.why(text, key)
