"""Which article of the policy documents answers a question, and how surely.

Every article is looked for by what citizens ask of it, by its own words, and by the title and chapter it stands in.
Evidence becomes a probability by the weights of ``data/lexicon/clauses.json`` (``python -m bot evaluate clauses --fit``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.aspects import AspectLexicon, lexicon
from bot.nlu.index import Scores, TextIndex
from bot.nlu.plain import plain_text
from bot.services.policies.quote import LONGEST
from bot.services.policies.view import ArticleView, ClauseKey, PolicyView, short_title
from bot.settings import ROOT

WEIGHTS = ROOT / "data" / "lexicon" / "clauses.json"
OFFER_AT = 0.4  # so likely, an article may be a choice among others
_CANDIDATES = 8
_NEIGHBOURS = 5
_LONG, _LONG_CONTENT = 30, 15  # characters of a question, and of what it is about
_WORDS = 0.5  # how much the words of the article count beside what is asked of it
_ALIKE = 0.35  # of the pairs of characters of the shorter article


@dataclass(frozen=True)
class Clause:
    """`score`: probability that it answers; `lines`: of a long article, those that answer, best first."""

    key: ClauseKey
    score: float
    lines: tuple[int, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Enough to be quoted."""
        return self.score >= float(weights()["quote_at"])

    @property
    def title(self) -> str:
        return f"《{short_title(self.key.title)}》{self.key.no}"


@dataclass(frozen=True)
class ObservedClause:
    key: ClauseKey
    features: Mapping[str, float]


@lru_cache(maxsize=1)
def weights(path: Path = WEIGHTS) -> dict[str, Any]:
    """``weights`` by feature, with ``bias``; ``quote_at``: from which probability an article is quoted."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


class ClauseIndex:
    """Immutable: the documents in force on one day."""

    def __init__(self, policies: Sequence[PolicyView] = (), words: AspectLexicon | None = None) -> None:
        self._lexicon = words or lexicon()
        self.policies = {policy.title: policy for policy in policies}
        self._articles = [(policy, article) for policy in policies for article in policy.articles]
        self.keys = [ClauseKey(policy.title, article.no) for policy, article in self._articles]
        texts: list[str] = []
        bounds = [0]
        for policy, article in self._articles:
            texts += [_place(policy, article), plain_text(article.text), *map(plain_text, article.asks)]
            bounds.append(len(texts))
        self._texts = len(texts)
        self._starts = np.array(bounds[:-1], dtype=np.int64)
        self._asks = np.ones(len(texts), dtype=np.float32)
        self._asks[self._starts] = self._asks[self._starts + 1] = 0.0
        self._index = TextIndex(texts, unions=list(pairwise(bounds)))

    def search(self, folded: str) -> list[Clause]:
        """The likeliest articles for a folded question, best first."""
        fitted = weights()["weights"]
        found = [Clause(each.key, _probability(each.features, fitted)) for each in self.observe(folded)]
        return sorted(found, key=lambda clause: -clause.score)

    def best(self, folded: str) -> Clause | None:
        """The likeliest article; None where none is worth speaking of."""
        found = self.search(folded)
        if not found or found[0].score < OFFER_AT:
            return None
        return Clause(found[0].key, found[0].score, self._lines(found[0].key, folded))

    def observe(self, folded: str) -> list[ObservedClause]:
        """The likeliest articles, each with what speaks for it."""
        if not folded or not self._articles:
            return []
        scores, covered = self._index.compare(folded)
        content = self._content(folded)
        covered_content = self._index.compare(content)[1][self._texts :]
        covered = covered[self._texts :]
        asked, whole, words = self._asked(scores), scores[self._texts :], scores[self._starts + 1]
        total = asked + whole + _WORDS * words + covered
        chosen = np.argpartition(-total, min(_CANDIDATES, len(total)) - 1)[:_CANDIDATES]
        chosen = chosen[np.argsort(-total[chosen], kind="stable")]
        near = [self.keys[at].title for at in chosen[:_NEIGHBOURS].tolist()]
        margins = self._margins(chosen.tolist(), total)
        return [
            ObservedClause(
                self.keys[at],
                {
                    "asked": float(asked[at]),
                    "whole": float(whole[at]),
                    "covered": float(covered[at]),
                    "covered_content": float(covered_content[at]),
                    "margin": margins[rank],
                    "same_law": near.count(self.keys[at].title) / _NEIGHBOURS,
                    "length": min(len(folded), _LONG) / _LONG,
                    "content_length": min(len(content), _LONG_CONTENT) / _LONG_CONTENT,
                },
            )
            for rank, at in enumerate(chosen.tolist())
            if total[at] > 0.0
        ]

    def _content(self, folded: str) -> str:
        """Without how it is asked: 供暖哪天开始 is about 供暖, whatever else begins on a day."""
        return self._lexicon.content(folded, self._lexicon.find(folded)) or folded

    def _margins(self, chosen: Sequence[int], total: Scores) -> list[float]:
        """How far each is ahead of the best other; two laws that say the same do not rival each other."""
        pairs = [_pairs(self._articles[at][1].text) for at in chosen]
        margins = []
        for rank, at in enumerate(chosen):
            rivals = [
                float(total[other])
                for place, other in enumerate(chosen)
                if other != at
                and (self.keys[other].title == self.keys[at].title or not _alike(pairs[place], pairs[rank]))
            ]
            margins.append(float(total[at]) - max(rivals, default=0.0))
        return margins

    def _asked(self, scores: Scores) -> Scores:
        """Of every article, the best of what is asked of it."""
        best: Scores = np.maximum.reduceat(scores[: self._texts] * self._asks, self._starts)
        return best

    def _lines(self, key: ClauseKey, folded: str) -> tuple[int, ...]:
        article = self.policies[key.title].article(key.no)
        if article is None or len(article.text) <= LONGEST:
            return ()
        likeness = TextIndex([plain_text(line) for line in article.text.split("\n")]).similarities(folded)
        return tuple(at for at in np.argsort(-likeness, kind="stable").tolist() if likeness[at] > 0.0)


def _place(policy: PolicyView, article: ArticleView) -> str:
    """Title and the nearest heading: 居民身份证法 申领和发放."""
    heading = article.chapter.rpartition(" ")[2] if article.chapter else ""
    return plain_text(f"{short_title(policy.title)} {heading}")


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > _ALIKE * max(min(len(one), len(other)), 1)


def _probability(features: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    logit = fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
