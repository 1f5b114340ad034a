"""Answers in the words of the law: the article, or where it can be read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.answers.answer import Answer
from bot.services.policies.numbers import parse_no
from bot.services.policies.quote import quote, source
from bot.services.policies.view import PolicyView


def answer(policy: PolicyView, no: str, focus: Sequence[int] = ()) -> Answer:
    """`focus`: the lines of a long article that answer, the best first."""
    article = policy.article(no)
    if article is not None:
        return quote(policy, article, focus)
    last = parse_no(policy.articles[-1].no)
    wanted = parse_no(no)
    if policy.complete and last and wanted and wanted > last:
        said = f"《{policy.title}》一共{last.number}条，没有{no}。官方文本：{policy.url}"
    else:
        said = f"《{policy.title}》{no}的原文这里没有收录，请在官方网站查看全文：{policy.url}"
    return Answer(said, source(policy))
