"""How a question reads: as an item × aspect, as a published FAQ, as neither. Pure, no Rasa.

Every reading gets the probability that it is what the citizen meant, from one calibration over both kinds
(nlu/confidence.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.nlu.aspects import AspectLexicon, lexicon
from bot.nlu.bundles import BundleWish
from bot.nlu.conditions import condition_lexicon
from bot.nlu.confidence import calibration
from bot.nlu.contrast import meant
from bot.nlu.courtesy import without_courtesy
from bot.nlu.entries import Evidence
from bot.nlu.knowledge import ItemHit, Knowledge
from bot.nlu.pairs import compares, pair

Kind = Literal["item", "faq", "clause", "bundle"]
Ranking = Sequence[tuple[str, float]]

_EXACT = 0.97  # the question stands in the training data, word for word
_NEARLY = 0.90
_UNSURE, _SURE = 0.5, 0.8
_IMPORTED_DISCOUNT = 0.9  # an item of another place answers only where the city has nothing as close
_KEPT = 6
_LITTLE = 1  # characters that name nothing
CASE_NO = re.compile(r"(?<![0-9a-z])[gy]?\d{2}[a-z]\d{4}[0-9a-z]{5}(?![0-9a-z])")  # services/matters.py
_FOLLOW_UP = re.compile(r"^那么?|呢[?？]?$")


@dataclass(frozen=True)
class Candidate:
    kind: Kind
    key: str  # item code, FAQ name or ClauseKey
    title: str
    score: float  # probability, 0 to 1
    aspects: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()  # of a long article, those that answer, best first


@dataclass(frozen=True)
class Reading:
    folded: str
    content: str  # without aspect words and fillers
    aspects: tuple[str, ...]
    follow_up: bool  # 那居住证呢: carries the item or the aspect of the last question
    case_no: bool = False  # a 办件编号 stands in it
    candidates: tuple[Candidate, ...] = field(default=())  # best first
    department: bool = False  # asks about a 部门 itself: 车管所电话多少
    conditions: tuple[str, ...] = ()  # who is asking: nlu/conditions.py
    pair: tuple[str, str] | None = None  # two items asked about together
    named: frozenset[str] = frozenset()  # codes of the items whose names stand in it
    bundle: BundleWish | None = None  # everything of a life event at once

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True)
class Observed:
    """One candidate with what speaks for and against it."""

    kind: Kind
    key: str
    features: Mapping[str, float]
    exact: bool = False


def observe(
    folded: str, knowledge: Knowledge, ranking: Ranking, words: AspectLexicon
) -> tuple[Reading, list[Observed]]:
    """The reading without candidates, and every candidate with its features."""
    asked = without_courtesy(folded)
    text = meant(asked)
    spans = words.find(text)
    content = words.content(text, spans)
    conditions = condition_lexicon().find(text)
    if conditions:
        content = _without_conditions(content, knowledge)
    content = _without_departments(content, knowledge)
    aspects = tuple(dict.fromkeys(span.aspect for span in spans))
    items = knowledge.search_items(text, content)
    faqs = knowledge.search_faq(text)
    labels = dict(ranking)
    shared = {
        "asked": float(bool(aspects) and aspects != ("overview",)),
        "p_faq": labels.get("faq", 0.0),
        "p_ask": labels.get("ask_item", 0.0),
        "p_out": labels.get("out_of_scope", 0.0),
        "length": min(len(text), 40) / 40,
    }
    observed = [*_observe_items(items, faqs, shared), *_observe_faqs(items, faqs, shared, knowledge)]
    put_right = text != asked and not aspects  # 不是护照，是港澳通行证: still asks what was asked
    reading = Reading(
        folded,
        content,
        aspects,
        put_right or bool(_FOLLOW_UP.search(text)),
        bool(CASE_NO.search(text)),
        department=bool(aspects) and _only_a_department(text, content, knowledge),
        conditions=conditions,
        pair=pair(text, knowledge, words) if aspects or compares(text) else None,
        named=frozenset(hit.code for hit in items if hit.named),
        bundle=knowledge.bundles.find(text, knowledge.matcher.find(text)),
    )
    return reading, observed


def _without_conditions(content: str, knowledge: Knowledge) -> str:
    """未成年人护照 → 护照, where what is left is a name; 残疾人证 stays what it is."""
    left = condition_lexicon().without(content)
    mentions = knowledge.matcher.find(left)
    whole = any(len(mention.name) == len(left) for mention in mentions)
    before = max((len(mention.name) for mention in knowledge.matcher.find(content)), default=0)
    return left if whole and len(left) >= before else content


def _without_departments(content: str, knowledge: Knowledge) -> str:
    """出入境护照 → 护照, where what is left still names an item."""
    left = content
    for place in reversed(
        [found for found in knowledge.places.find(content) if found.entity == "department"]
    ):
        left = left[: place.start] + left[place.end :]
    return left if left != content and knowledge.matcher.find(left) else content


def _only_a_department(text: str, content: str, knowledge: Knowledge) -> bool:
    named = [found for found in knowledge.places.find(text) if found.entity == "department"]
    if len(named) != 1:
        return False
    its_name = text[named[0].start : named[0].end]
    items = any(mention.name not in its_name for mention in knowledge.matcher.find(text))
    return not items and len(content.replace(its_name, "")) <= _LITTLE


def _observe_items(
    items: Sequence[ItemHit], faqs: Sequence[Evidence], shared: Mapping[str, float]
) -> list[Observed]:
    rival = faqs[0] if faqs else None
    longest = max((hit.named for hit in items), default=0.0)
    totals = sorted((hit.by_content.total for hit in items), reverse=True)
    seen = []
    for hit in items:
        others = totals[1] if len(totals) > 1 and hit.by_content.total == totals[0] else totals[0]
        features = {
            **shared,
            "named": hit.named,
            "longest_named": float(hit.named > 0 and hit.named == longest),
            "nearest": hit.by_content.nearest,
            "profile": hit.by_content.profile,
            "background": hit.by_text.background,
            "text_profile": hit.by_text.profile,
            "covered": hit.by_content.covered,
            "text_covered": hit.by_text.covered,
            "meaning": hit.by_text.meaning,
            "covers_more": hit.by_text.covered - max((faq.covered for faq in faqs), default=0.0),
            "margin": hit.by_content.total - others,
            "rival_nearest": rival.nearest if rival else 0.0,
            "beaten": max(0.0, (rival.nearest if rival else 0.0) - hit.by_content.nearest),
            "rival_profile": rival.profile if rival else 0.0,
            "nearest_if_asked": hit.by_content.nearest * shared["asked"],
        }
        exact = hit.by_content.nearest >= _EXACT and (bool(shared["asked"]) or hit.by_text.nearest >= _EXACT)
        seen.append(Observed("item", hit.code, features, exact))
    return seen


def _observe_faqs(
    items: Sequence[ItemHit], faqs: Sequence[Evidence], shared: Mapping[str, float], knowledge: Knowledge
) -> list[Observed]:
    named = {hit.code: hit.named for hit in items}
    rival = max((max(hit.by_content.nearest, hit.named) for hit in items), default=0.0)
    totals = sorted((hit.total for hit in faqs), reverse=True)
    seen = []
    for hit in faqs:
        others = totals[1] if len(totals) > 1 and hit.total == totals[0] else totals[0]
        features = {
            **shared,
            "nearest": hit.nearest,
            "very_near": hit.nearest**4,
            "beats": max(0.0, hit.nearest - rival),
            "profile": hit.profile,
            "background": hit.background,
            "covered": hit.covered,
            "meaning": hit.meaning,
            "covers_more": hit.covered - max((each.covered for each in faqs if each is not hit), default=0.0),
            "margin": hit.total - others,
            "item_named": named.get(knowledge.faqs[hit.key].item or "", 0.0),
            "rival_item": rival,
            "rival_if_asked": rival * shared["asked"],
        }
        seen.append(Observed("faq", hit.key, features, exact=hit.nearest >= _EXACT))
    return seen


def probabilities(observed: Sequence[Observed]) -> list[float]:
    """That each candidate is what was meant; (nearly) a question of the training data is certain."""
    certain = [_certain(each) for each in observed]
    found: dict[int, float] = {}
    for kind, confidence in calibration().items():
        open_ones = [i for i, each in enumerate(observed) if each.kind == kind and not certain[i]]
        found.update(zip(open_ones, confidence.of([observed[i].features for i in open_ones]), strict=True))
    return [sure or found[i] for i, sure in enumerate(certain)]


def _certain(observed: Observed) -> float:
    if observed.exact:
        return 0.99 if observed.kind == "item" else 1.0
    return 0.98 if observed.kind == "faq" and observed.features["nearest"] >= _NEARLY else 0.0


def read(
    folded: str, knowledge: Knowledge, ranking: Ranking = (), words: AspectLexicon | None = None
) -> Reading:
    """Read a folded question; candidates come best first, at most one per answer.

    A question that is understood badly is read again with misspelt names put right, and the better reading counts.
    """
    words = words or lexicon()
    reading = _read(folded, knowledge, ranking, words)
    before = reading.best.score if reading.best else 0.0
    if before < _SURE:
        corrected = knowledge.matcher.corrected(folded)
        if corrected != folded:
            again = _read(corrected, knowledge, ranking, words)
            if again.best and again.best.score >= max(_UNSURE, before) and again.best.kind == "item":
                return replace(again, folded=folded)
    return reading


def _read(folded: str, knowledge: Knowledge, ranking: Ranking, words: AspectLexicon) -> Reading:
    reading, observed = observe(folded, knowledge, ranking, words)
    candidates = []
    for each, score in zip(observed, probabilities(observed), strict=True):
        if each.kind == "item":
            item = knowledge.items[each.key]
            here = 1.0 if item.origin == "city" else _IMPORTED_DISCOUNT
            candidates.append(Candidate("item", each.key, item.name, score * here, reading.aspects))
        else:
            candidates.append(Candidate("faq", each.key, knowledge.faqs[each.key].question, score))
    candidates.sort(key=lambda candidate: (-candidate.score, candidate.key))
    return replace(reading, candidates=tuple(candidates[:_KEPT]))
