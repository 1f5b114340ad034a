"""A city of five items and two FAQ entries, and readings made by hand: no database, no model."""

from __future__ import annotations

from datetime import date

from bot.nlu.aspects import lexicon
from bot.nlu.decide import Decision, decide
from bot.nlu.knowledge import Knowledge
from bot.nlu.normalise import fold_text
from bot.nlu.reading import Candidate, Ranking, Reading, read
from bot.services.catalogue.views import ItemName
from bot.services.faq.view import FaqSourceView, FaqView


def item(code: str, name: str, *aliases: str, origin: str = "city") -> ItemName:
    return ItemName(code, name, aliases, "公安", "云江市", origin, False, f"{name}的办理。")


def faq(
    name: str, question: str, *similar: str, answer: str = "按规定办理。", of: str | None = None
) -> FaqView:
    return FaqView(
        name=name,
        question=question,
        similar=similar,
        answer=answer,
        item=of,
        department="ga",
        category="户政",
        audience=("1",),
        region=None,
        source=FaqSourceView("居民身份证法", "", "第十三条", ""),
        valid_from=None,
        valid_to=None,
        checked_on=date(2026, 1, 1),
    )


KNOWLEDGE = Knowledge(
    [
        item("permit", "居住证首次申领", "居住证", "暂住证"),
        item("passport", "普通护照首次签发", "护照", "办护照"),
        item("renewal", "普通护照换发", "护照换发", "护照到期"),
        item("fund", "租房提取住房公积金", "公积金提取", "提公积金"),
        item("away", "教师资格认定", "教师资格证", origin="外省导入"),
    ],
    [
        faq("id_lost", "身份证被人冒用了怎么办", "捡到我身份证的人拿去贷款怎么办", of="permit"),
        faq("permit_use", "有居住证孩子能上学吗", "居住证能享受什么待遇"),
    ],
    lexicon(),
)


def understood(text: str, ranking: Ranking = (("ask_item", 0.8),), context: str | None = None) -> Decision:
    return decide(read(fold_text(text), KNOWLEDGE, ranking), ranking, context)


def reading(
    text: str = "居住证多少钱",
    *candidates: Candidate,
    content: str = "居住证",
    aspects: tuple[str, ...] = ("fee",),
) -> Reading:
    best_first = tuple(sorted(candidates, key=lambda candidate: -candidate.score))
    return Reading(fold_text(text), content, aspects, False, False, best_first)


def item_at(score: float, key: str = "permit") -> Candidate:
    return Candidate("item", key, key, score, ("fee",))


def faq_at(score: float, key: str = "id_lost") -> Candidate:
    return Candidate("faq", key, key, score)
