"""The first content of a database, and newer shipped content later, never over what staff have changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry, FaqRelease
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.record import ImportReport
from bot.services.faq.entry import is_edited
from bot.services.faq.import_ import FaqImportReport, import_files
from bot.services.faq.read import read_dir
from bot.services.faq.release import PublishReport, publish
from bot.services.findings import CheckError
from bot.services.policies.store import PolicyReport
from bot.services.policies.store import load_dir as load_policies

SEED = "seed"  # who published


@dataclass(frozen=True)
class SeedReport:
    """`release` is None when staff have taken over publishing."""

    catalogue: ImportReport
    faq: FaqImportReport
    release: PublishReport | None
    policies: PolicyReport


def seed(
    session: Session,
    catalogue_dir: Path,
    faq_dir: Path,
    region_code: str,
    region_name: str,
    policies_dir: Path | None = None,
) -> SeedReport:
    """Imports the shipped catalogue, forms, FAQ and policies and publishes the first release; the caller commits.

    Running it again changes nothing. Raises CheckError when the shipped files are not in order.
    """
    catalogue = load_dir(session, catalogue_dir, region_code, region_name, over_edits=False)
    faq = import_files(session, read_dir(faq_dir), SEED, keep_edits=True)
    if faq.skipped:
        raise CheckError(faq.skipped)
    release = publish(session, SEED, "随软件附带的内容") if _may_publish(session) else None
    policies = load_policies(session, policies_dir) if policies_dir else PolicyReport()
    return SeedReport(catalogue, faq, release, policies)


def _may_publish(session: Session) -> bool:
    """Only until staff publish or change something: their drafts do not go out by a restart."""
    publishers = set(session.scalars(select(FaqRelease.created_by).distinct()))
    if publishers - {SEED}:
        return False
    entries = session.scalars(select(FaqEntry).options(selectinload(FaqEntry.similar)))
    return not any(is_edited(entry) or entry.state == "withdrawn" for entry in entries)
