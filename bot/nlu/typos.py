"""Put single mistyped characters right: 居主证 → 居住证, 户囗 → 户口.

A character is suspected when neither pair it stands in occurs in anything we know, and is replaced by one of the same
sound or of a like shape (``data/lexicon/lookalikes.txt``) that makes pairs we know well. Only tried on questions that
are not understood as they stand.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.nlu.ngrams import syllable
from bot.settings import ROOT

LOOKALIKES = ROOT / "data" / "lexicon" / "lookalikes.txt"
_LIKELIER = 5.0  # by so much, as logarithms, must a character be likelier than what stands there
_SHAPE, _LESS_LIKE = 0.5, 0.2  # off that, for one that only looks alike, and for each that looks more alike
_FAITH = 5.0  # how many pairs what is known of single characters is worth
_STRANGE = 0.5  # of all pairs, after correction


Pairs = Mapping[str, int]


def count_pairs(texts: Iterable[str]) -> Counter[str]:
    """Pair of neighbours, ``^`` and ``$`` as the ends of a text → how often."""
    pairs: Counter[str] = Counter()
    for text in texts:
        padded = f"^{text}$"
        pairs.update(padded[at : at + 2] for at in range(len(padded) - 1))
    return pairs


class Typos:
    def __init__(self, *known: Pairs) -> None:
        """`known`: pairs of texts that are spelt right, in plain words (nlu/plain.py)."""
        self._pairs = sum(map(Counter, known), Counter())
        self._before: Counter[str] = Counter()  # how often a character stands before another
        self._after: Counter[str] = Counter()
        by_sound: dict[str, set[str]] = defaultdict(set)
        for pair, count in self._pairs.items():
            self._before[pair[0]] += count
            self._after[pair[1]] += count
            for char in filter(_is_chinese, pair):
                by_sound[syllable(char)].add(char)
        self._all = max(self._before.total(), 1)
        self._by_sound = {sound: "".join(sorted(chars)) for sound, chars in by_sound.items()}

    def corrected(self, text: str) -> str:
        """`text` itself where nothing is suspected, or so much that it is simply not about what we know."""
        chars = list(f"^{text}$")
        for at in range(1, len(chars) - 1):
            before, char, after = chars[at - 1 : at + 2]
            if not _is_chinese(char) or (before + char in self._pairs and char + after in self._pairs):
                continue
            likely = [(self._likely(before, other, after) - off, other) for other, off in self._meant(char)]
            best, other = max(likely, default=(0.0, char))
            if best - self._likely(before, char, after) >= _LIKELIER:
                chars[at] = other
        strange = sum(left + right not in self._pairs for left, right in pairwise(chars))
        return "".join(chars[1:-1]) if strange <= _STRANGE * (len(chars) - 1) else text

    def _meant(self, char: str) -> Iterable[tuple[str, float]]:
        """What may have been meant by a character, and how much less likely each is for being unlike it."""
        off = {other: _SHAPE + _LESS_LIKE * place for place, other in enumerate(lookalikes().get(char, ""))}
        off.update(dict.fromkeys(self._by_sound.get(syllable(char), ""), 0.0))
        return off.items()

    def _likely(self, before: str, char: str, after: str) -> float:
        """The logarithm of how likely `char` is between the two; pairs never seen fall back to how common it is."""
        return self._follows(before, char) + self._follows(char, after)

    def _follows(self, first: str, second: str) -> float:
        common = (self._after[second] + 1.0) / self._all
        seen = self._pairs.get(first + second, 0)
        return math.log((seen + _FAITH * common) / (self._before[first] + _FAITH))


def _is_chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=1)
def lookalikes(path: Path = LOOKALIKES) -> dict[str, str]:
    """Character → those of a like shape."""
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2}
