"""Two service items in one question: 护照和居住证分别多少钱, 护照首次办和换发有什么区别. Pure, no Rasa."""

from __future__ import annotations

import re

from bot.nlu.aspects import AspectLexicon
from bot.nlu.knowledge import Knowledge

_AND = re.compile(r"和|跟|与|同|还是|或者?|以及|及|、|vs\.?|比")
_COMPARES = re.compile(
    r"区别|不同|差别|差异|不一样|一样[吗么不]|对比|比较|相比|哪个|哪种|分别|各(?:要|需|是|多)|分不清"
)
_NOT_ASKED = re.compile(r"带|拿|用|凭|持|有|没|无|交|靠")  # 带身份证和户口本能办居住证吗 asks about neither
_GAP = 2  # characters between a name and the word that joins the two
_NEAR = 0.55


def compares(folded: str) -> bool:
    return _COMPARES.search(folded) is not None


def pair(folded: str, knowledge: Knowledge, words: AspectLexicon) -> tuple[str, str] | None:
    """The codes of two different items that a folded question is about together."""
    for joint in _AND.finditer(folded):
        found = _named(folded, joint, knowledge)
        if found is None and compares(folded):
            found = _resembled(folded[: joint.start()], folded[joint.end() :], knowledge, words)
        if found and found[0] != found[1]:
            return found
    return None


def _named(folded: str, joint: re.Match[str], knowledge: Knowledge) -> tuple[str, str] | None:
    mentions = knowledge.matcher.find(folded)
    if len(mentions) != 2:
        return None
    left, right = mentions
    beside = joint.start() - left.end <= _GAP and right.start - joint.end() <= _GAP
    if not beside or not left.end <= joint.start() < joint.end() <= right.start:
        return None
    if _NOT_ASKED.search(folded[max(0, left.start - _GAP) : left.start]):
        return None
    return left.codes[0], right.codes[0]


def _resembled(left: str, right: str, knowledge: Knowledge, words: AspectLexicon) -> tuple[str, str] | None:
    """Halves that are names only with what they share put back: 护照首次办 | (护照)换发."""
    right = _COMPARES.split(right)[0]
    first, second = (words.content(half, words.find(half)) for half in (left, right))
    shared = next((mention.name for mention in knowledge.matcher.find(first)), "")
    one = _nearest(knowledge, first)
    others = [_nearest(knowledge, second), _nearest(knowledge, shared + second)]
    other = max((found for found in others if found and one and found[1] != one[1]), default=None)
    return (one[1], other[1]) if one and other else None


def _nearest(knowledge: Knowledge, content: str) -> tuple[float, str] | None:
    hits = knowledge.search_items(content, content) if content else []
    best = max(((hit.by_content.nearest, hit.code) for hit in hits), default=None)
    return best if best and best[0] >= _NEAR else None
