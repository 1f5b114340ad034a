"""Which documents may be quoted today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import PolicyArticle, PolicyDocument
from bot.services import content
from bot.services.policies.view import ArticleView, PolicyView


def policies_version(session: Session) -> str:
    """Changes whenever a document is added, changed or removed."""
    row = session.execute(
        select(
            func.count(PolicyDocument.id), func.max(PolicyDocument.id), func.max(PolicyDocument.updated_at)
        )
    ).one()
    return "|".join(map(str, row))


def in_force(session: Session, today: date | None = None) -> list[PolicyView]:
    """The version in force of every document, by title; a later one takes its place on its own day.

    A document that is repealed is gone with all its older versions.
    """
    day = today or content.today()
    rows = session.scalars(
        select(PolicyDocument)
        .options(selectinload(PolicyDocument.articles))
        .where(PolicyDocument.effective_on <= day)
        .order_by(PolicyDocument.title, PolicyDocument.effective_on)
    )
    newest = {row.title: row for row in rows}
    return [_view(row) for row in newest.values() if row.repealed_on is None or row.repealed_on > day]


def all_versions(session: Session) -> list[tuple[PolicyDocument, int]]:
    """Every stored document with its number of articles, by title, newest first."""
    counted = (
        select(PolicyArticle.document_id, func.count().label("articles"))
        .group_by(PolicyArticle.document_id)
        .subquery()
    )
    rows = session.execute(
        select(PolicyDocument, counted.c.articles)
        .join(counted, counted.c.document_id == PolicyDocument.id)
        .order_by(PolicyDocument.title, desc(PolicyDocument.effective_on))
    )
    return [(document, articles) for document, articles in rows]


def _view(row: PolicyDocument) -> PolicyView:
    return PolicyView(
        title=row.title,
        number=row.number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        effective_on=row.effective_on,
        repealed_on=row.repealed_on,
        url=row.url,
        complete=row.complete,
        articles=_articles(row.articles),
    )


def _articles(rows: Iterable[PolicyArticle]) -> tuple[ArticleView, ...]:
    return tuple(ArticleView(row.no, row.text, row.chapter, tuple(row.asks)) for row in rows)
