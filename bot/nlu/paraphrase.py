"""A question said in other words: each known word exchanged for the others of its group."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from bot.nlu.concepts import Concepts, concepts
from bot.nlu.normalise import fold_text

_SHORTEST = 2
_A_WORD = 4  # other words tried for one


@lru_cache(maxsize=2)
def _others(words_in_use: Concepts) -> dict[str, list[str]]:
    """Folded word → the other words of its group, the official one first; loose groups and common words left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in words_in_use.lines:
        if line.startswith("##!"):
            break
        if line.strip() and not line.startswith(("#", ">")):
            words = [word for word in line.split() if not word.isascii()]
            for word in words:
                found[fold_text(word)] += [other for other in words if other != word]
    return found


def paraphrases(question: str, count: int = 8) -> list[str]:
    """Up to `count` of them, none twice; the longest words of the question are exchanged first."""
    others, made = _others(concepts()), []
    spans = {
        (start, end)
        for start in range(len(question))
        for end in range(start + _SHORTEST, min(len(question), start + 14) + 1)
        if fold_text(question[start:end]) in others
    }
    outer = [
        (start, end)
        for start, end in spans
        if not any((a, b) != (start, end) and a <= start and end <= b for a, b in spans)
    ]
    for start, end in sorted(outer, key=lambda span: span[0] - span[1]):
        for other in others[fold_text(question[start:end])][:_A_WORD]:
            text = question[:start] + other + question[end:]
            if text != question and text not in made:
                made.append(text)
    return made[:count]
