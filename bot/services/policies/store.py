"""Policy documents into the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import desc, select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import PolicyArticle, PolicyDocument
from bot.services.audit.record import record as audit
from bot.services.catalogue.record import checksum
from bot.services.findings import CheckError
from bot.services.policies.check import check_files
from bot.services.policies.read import PolicyFile, read_dir
from bot.services.policies.schema import ArticleRecord, PolicyRecord

SEED = "seed"  # origin of what is shipped
STAFF = "staff"  # of what people have changed since: no seed goes over it


class PolicyMissing(Exception):
    """What was to be changed is not there; the message is Chinese."""


@dataclass
class PolicyReport:
    """What an import did; `changes`: a Chinese line for each document that is not as it was."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    removed: int = 0
    changes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.added + self.changed + self.unchanged + self.kept

    def __str__(self) -> str:
        kept = f"，保留单独导入的{self.kept}" if self.kept else ""
        removed = f"，撤下{self.removed}" if self.removed else ""
        head = f"政策文件{self.total}部：新增{self.added}，更新{self.changed}，未变{self.unchanged}{kept}{removed}"
        return "\n".join([head, *(f"  {change}" for change in self.changes)])


def load_dir(session: Session, directory: Path) -> PolicyReport:
    """The shipped documents: what staff imported themselves stays, what is no longer shipped goes.

    The caller commits. Raises CheckError when a file is not in order; without the folder nothing changes.
    """
    report = PolicyReport()
    if not directory.is_dir():
        return report
    files = read_dir(directory)
    records = store_files(session, files, SEED, SEED, report)
    shipped = {(record.title, record.effective_on) for record in records}
    for document in session.scalars(select(PolicyDocument).where(PolicyDocument.origin == SEED)):
        if (document.title, document.effective_on) not in shipped:
            report.removed += 1
            report.changes.append(f"撤下：{_name(document)}")
            session.delete(document)
    session.flush()
    return report


def store_files(
    session: Session, files: Sequence[PolicyFile], origin: str, by: str, report: PolicyReport
) -> list[PolicyRecord]:
    """Stores every document of `files`, or none; the caller commits. Raises CheckError."""
    findings = check_files(files)
    if findings:
        raise CheckError(findings)
    records = [file.record for file in files if file.record is not None]
    for record in records:
        store(session, record, origin, by, report)
    session.flush()
    return records


def store(session: Session, record: PolicyRecord, origin: str, by: str, report: PolicyReport) -> None:
    """One document that is in order; the caller commits."""
    digest = checksum(record.model_dump(mode="json"))
    document = session.scalars(
        select(PolicyDocument)
        .options(selectinload(PolicyDocument.articles))
        .where(PolicyDocument.title == record.title, PolicyDocument.effective_on == record.effective_on)
    ).one_or_none()
    if document is not None and document.checksum == digest:
        report.unchanged += 1
        return
    if document is not None and origin == SEED and document.origin != SEED:
        report.kept += 1
        return
    if document is None:
        document = PolicyDocument(title=record.title, effective_on=record.effective_on)
        session.add(document)
        report.added += 1
        report.changes.append(f"新增：{_name(record)}，{len(record.articles)}条")
    else:
        report.changed += 1
        report.changes.append(f"更新：{_name(record)}，{len(record.articles)}条")
    document.origin, document.checksum = origin, digest
    _fill(document, record)
    detail = {"effective_on": record.effective_on.isoformat(), "articles": len(record.articles)}
    audit(session, by, "policy.import", record.title[:100], detail | {"origin": origin})


def repeal(session: Session, title: str, day: date, by: str) -> PolicyDocument:
    """From `day` on the newest version of `title` is no longer quoted; the caller commits. Raises PolicyMissing."""
    document = session.scalars(
        select(PolicyDocument)
        .where(PolicyDocument.title == title)
        .order_by(desc(PolicyDocument.effective_on))
        .limit(1)
    ).one_or_none()
    if document is None:
        raise PolicyMissing(f"没有《{title}》，用 policy list 查看；请写完整的标题")
    if day <= document.effective_on:
        raise PolicyMissing(f"废止日期应当晚于施行日期（{document.effective_on}）")
    document.repealed_on, document.origin = day, STAFF
    audit(session, by, "policy.repeal", title[:100], {"repealed_on": day.isoformat()})
    return document


def _fill(document: PolicyDocument, record: PolicyRecord) -> None:
    document.number, document.issuer, document.url = record.number, record.issuer, record.url
    document.issued_on, document.repealed_on = record.issued_on, record.repealed_on
    document.complete = record.complete
    old = {article.no: article for article in document.articles}
    document.articles = [old.get(article.no) or PolicyArticle(no=article.no) for article in record.articles]
    for number, (row, article) in enumerate(zip(document.articles, record.articles, strict=True), 1):
        _fill_article(row, number, article)


def _fill_article(row: PolicyArticle, number: int, article: ArticleRecord) -> None:
    row.order_num, row.text, row.chapter, row.asks = number, article.text, article.chapter, list(article.asks)


def _name(document: PolicyDocument | PolicyRecord) -> str:
    day = document.effective_on
    return f"《{document.title}》（{day.year}年{day.month}月{day.day}日起施行）"
