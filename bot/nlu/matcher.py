"""Find names of service items inside running text, by letter and by sound: spaCy's PhraseMatcher over characters.

Characters, not words: a segmenter that splits 办居住证吗 badly must not hide 居住证.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from spacy.lang.zh import Chinese
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from bot.nlu.ngrams import syllable


@lru_cache(maxsize=1)
def _characters() -> Chinese:
    return Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "char"}}})


@dataclass(frozen=True)
class Mention:
    name: str
    start: int
    end: int
    codes: tuple[str, ...]


_LATIN = re.compile(r"[a-z]{4,}")
_SHORTEST_NAME = 2


class NameMatcher:
    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names`: (item code, folded name) pairs; one name may belong to several items."""
        self._codes: dict[str, list[str]] = {}
        for code, name in names:
            if len(name) > 1:
                self._codes.setdefault(name, []).append(code)
        self._nlp = _characters()
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._matcher.add("NAME", [self._nlp.make_doc(name) for name in self._codes])
        self._by_sound: dict[str, str] = {}
        for name in sorted(self._codes, key=len, reverse=True):
            if all("\u4e00" <= char <= "\u9fff" for char in name):
                self._by_sound.setdefault("".join(syllable(char) for char in name), name)
        self._longest = max((len(name) for name in self._codes), default=0)

    @lru_cache(maxsize=256)  # noqa: B019 - a catalogue has one matcher; a message is asked about several times
    def find(self, text: str) -> tuple[Mention, ...]:
        """Longest, non-overlapping names in a folded `text`, in reading order."""
        if not text or not self._codes:
            return ()
        doc = self._nlp.make_doc(text)
        spans = filter_spans([doc[start:end] for _, start, end in self._matcher(doc)])
        return tuple(
            Mention(span.text, span.start_char, span.end_char, tuple(self._codes.get(span.text, ())))
            for span in spans
        )

    def corrected(self, text: str) -> str:
        """`text` with names that are misspelt but said right put right: 户照, 居主证, huzhao."""
        text = _LATIN.sub(lambda run: self._by_sound.get(run.group(), run.group()), text)
        sounds = [syllable(char) if "\u4e00" <= char <= "\u9fff" else " " for char in text]
        pieces: list[str] = []
        start = 0
        while start < len(text):
            for end in range(min(len(text), start + self._longest), start + _SHORTEST_NAME - 1, -1):
                name = self._by_sound.get("".join(sounds[start:end]))
                if name is not None and len(name) == end - start:
                    pieces.append(name)
                    start = end
                    break
            else:
                pieces.append(text[start])
                start += 1
        return "".join(pieces)
