"""市民问法 of a document that comes without any, as a Word file does: those of the articles it replaces."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import desc, select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import PolicyArticle, PolicyDocument
from bot.services.policies.schema import ArticleRecord, PolicyRecord

_ALIKE = 75.0  # per cent: amended, and still the same article, whatever its number is now


def with_earlier_asks(session: Session, record: PolicyRecord) -> PolicyRecord:
    """`record`, each article without questions given those of its like in the newest stored version of that title."""
    known = session.scalars(
        select(PolicyDocument)
        .options(selectinload(PolicyDocument.articles))
        .where(PolicyDocument.title == record.title)
        .order_by(desc(PolicyDocument.effective_on))
        .limit(1)
    ).one_or_none()
    asked = [article for article in known.articles if article.asks] if known else []
    if not asked:
        return record
    return record.model_copy(update={"articles": [_with(article, asked) for article in record.articles]})


def _with(article: ArticleRecord, asked: Sequence[PolicyArticle]) -> ArticleRecord:
    if article.asks:
        return article
    like = process.extractOne(
        article.text, [each.text for each in asked], scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    return article.model_copy(update={"asks": list(asked[like[2]].asks)}) if like else article
