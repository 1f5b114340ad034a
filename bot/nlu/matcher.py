"""Find names of service items inside running text, exactly: spaCy's PhraseMatcher over single characters.

Characters, not words: a segmenter that splits 办居住证吗 badly must not hide 居住证.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from spacy.lang.zh import Chinese
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans


@lru_cache(maxsize=1)
def _characters() -> Chinese:
    return Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "char"}}})


@dataclass(frozen=True)
class Mention:
    name: str
    start: int
    end: int
    codes: tuple[str, ...]


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

    def find(self, text: str) -> list[Mention]:
        """Longest, non-overlapping names in a folded `text`, in reading order."""
        if not text or not self._codes:
            return []
        doc = self._nlp.make_doc(text)
        spans = filter_spans([doc[start:end] for _, start, end in self._matcher(doc)])
        return [
            Mention(span.text, span.start_char, span.end_char, tuple(self._codes.get(span.text, ())))
            for span in spans
        ]
