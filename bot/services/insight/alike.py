"""Texts that are about the same, put together: TF-IDF of words and pairs of characters, average linkage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from bot.services.routing.features import clean, word_of, words

TOGETHER = 0.16  # mean cosine within a group: 24 of 26 complaints about seven things stand with their like
_PAIRS = 0.6  # what a pair of characters weighs against a whole word
_COMMON = 0.2  # a word in more than this share of all texts tells nothing
_KEYWORDS = 3
# What is in every complaint, whatever it is about.
_FILLERS = frozenset(
    "没有 没人 一直 怎么 怎么办 什么 为什么 可以 不能 不给 不让 还是 还有 已经 就是 现在 希望 尽快 处理 解决 问题 反映 情况 "
    "投诉 举报 建议 有人 无人 我们 你们 他们 这个 那个 一个 几个 几次 三个 两个 两天 三天 很多 非常 多次 领导 政府 部门 谢谢 请问".split()
)


def _features(text: str) -> list[str]:
    cleaned = clean(text)
    pairs = [cleaned[at : at + 2] for at in range(len(cleaned) - 1)]
    whole = [word for word in words(cleaned) if word_of(word) not in _FILLERS]
    return [*whole, *(pair for pair in pairs if pair not in _FILLERS)]


def alike(
    texts: Sequence[str], fewest: int = 2, background: Sequence[str] = ()
) -> list[tuple[list[int], list[str]]]:
    """(places of the members, the most typical first; words that mark them) of each group of at least `fewest`.

    `background`: other texts of the kind, so that what is common is known even among few.
    """
    if len(texts) < fewest:
        return []
    vectorizer = TfidfVectorizer(analyzer=_features, sublinear_tf=True, max_df=_COMMON, min_df=2, norm=None)
    try:
        vectorizer.fit([*texts, *background])
    except ValueError:  # nothing in any of them
        return []
    names = vectorizer.get_feature_names_out()
    weights = np.array([1.0 if word_of(name) else _PAIRS for name in names])
    matrix = normalize(vectorizer.transform(texts).multiply(weights).tocsr())
    near = (matrix @ matrix.T).toarray()
    groups = [(_typical_first(near, members), members) for members in _groups(near) if len(members) >= fewest]
    groups.sort(key=lambda each: (-len(each[0]), each[1]))
    return [(ordered, _marks(matrix, members, names)) for ordered, members in groups]


def _groups(near: NDArray[np.float64]) -> list[list[int]]:
    if len(near) < 2:
        return [[0]]
    apart = np.clip(1 - near, 0, 2)
    np.fill_diagonal(apart, 0)
    labels = fcluster(linkage(squareform(apart, checks=False), "average"), 1 - TOGETHER, "distance")
    found: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        found.setdefault(int(label), []).append(place)
    return list(found.values())


def _typical_first(near: NDArray[np.float64], members: list[int]) -> list[int]:
    closeness = near[np.ix_(members, members)].sum(axis=1)
    return [members[place] for place in np.argsort(-closeness, kind="stable")]


def _marks(matrix: Any, members: list[int], names: Sequence[str]) -> list[str]:
    """Whole words only, none within another."""
    weights = np.asarray(matrix[members].sum(axis=0)).ravel()
    found: list[str] = []
    for place in np.argsort(-weights, kind="stable"):
        word = word_of(str(names[place])) if weights[place] > 0 else ""
        if word and not any(word in other or other in word for other in found):
            found.append(word)
        if len(found) == _KEYWORDS or weights[place] <= 0:
            break
    return found
