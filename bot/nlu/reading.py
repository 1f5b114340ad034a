"""How a question reads: as an item × aspect, as a published FAQ, as neither. Pure, no Rasa.

Both readings are scored on one scale, the share of the question they explain, so that they can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.nlu.aspects import AspectLexicon, lexicon
from bot.nlu.knowledge import ItemHit, Knowledge

Kind = Literal["item", "faq"]

EXACT = 0.97
FAQ_ADVANTAGE = 0.04  # a question staff wrote an answer to goes before one composed from fields, when as close
UNASKED_PENALTY = 0.72  # an item is named, more is said, and no field of it is asked for
_FOLLOW_UP = re.compile(r"^那么?|呢[?？]?$")


@dataclass(frozen=True)
class Candidate:
    kind: Kind
    key: str  # item code or FAQ name
    title: str
    score: float
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    folded: str
    content: str
    aspects: tuple[str, ...]
    follow_up: bool  # 那居住证呢: carries the item or the aspect of the last question
    candidates: tuple[Candidate, ...] = field(default=())

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


def read(folded: str, knowledge: Knowledge, words: AspectLexicon | None = None) -> Reading:
    """Read a folded question; candidates come best first, at most one per answer."""
    words = words or lexicon()
    spans = words.find(folded)
    content = words.content(folded, spans)
    aspects = tuple(dict.fromkeys(span.aspect for span in spans))
    items = knowledge.search_items(folded, content) if content else []
    candidates = [_item_candidate(hit, content, aspects) for hit in items]
    for hit in knowledge.search_faq(folded):
        score = min(1.0, hit.score + FAQ_ADVANTAGE) if hit.score < EXACT else 1.01
        candidates.append(Candidate("faq", hit.key, knowledge.faqs[hit.key].question, score))
    candidates.sort(key=lambda candidate: -candidate.score)
    return Reading(folded, content, aspects, bool(_FOLLOW_UP.search(folded)), tuple(candidates[:6]))


def _item_candidate(hit: ItemHit, content: str, aspects: tuple[str, ...]) -> Candidate:
    score = hit.score
    if not aspects and score < EXACT:
        score *= UNASKED_PENALTY
    return Candidate("item", hit.code, hit.name, score, aspects)
