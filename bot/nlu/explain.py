"""The words that decided, as a person can read them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.nlu.concepts import MARK, Concepts, concepts
from bot.nlu.plain import plain_text

_SHOWN = 8
_LEAST = 0.01  # of the cosine


@lru_cache(maxsize=2)
def _officials(words: Concepts) -> dict[str, str]:
    """Concept → the first word of its group: its official name."""
    return {
        f"{MARK}{number}": line.lstrip("> ").split()[0]
        for number, line in enumerate(words.lines)
        if line.strip() and not line.startswith("#")
    }


def deciding_words(shared: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """(word, its part of the cosine), the largest first: concepts by their official name, letters that a larger word
    holds already left out, sounds only where no letters are shared."""
    kept: list[tuple[str, float]] = []
    for feature, part in shared:
        if part < _LEAST:
            continue
        if feature.startswith(MARK):
            word = _officials(concepts()).get(feature, "")
        elif feature.startswith("~"):
            word = "" if kept else f"读音 {feature[1:].replace('.', ' ')}"
        else:
            word = feature
        folded = plain_text(word)
        said = "".join(plain_text(longer) for longer, _ in kept)
        if word and not all(char in said for char in folded):
            kept = [(each, size) for each, size in kept if plain_text(each) not in folded]
            kept.append((word, part))
    return sorted(kept, key=lambda pair: -pair[1])[:_SHOWN]
