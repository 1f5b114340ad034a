"""FAQ files into draft entries; a bad entry is reported and left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry
from bot.services import yaml_text
from bot.services.faq import sheet
from bot.services.faq.entry import body_of, digest_of, fill, is_edited
from bot.services.faq.read import FaqFile, read_dir, read_text
from bot.services.faq.schema import FaqRecord
from bot.services.findings import Finding

MAX_BYTES = 20 * 1024 * 1024


class FaqImportError(Exception):
    """A file that cannot be read at all; the message is Chinese."""


@dataclass
class FaqImportReport:
    """What an import did; `kept` entries hold changes of staff that were not overwritten."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    skipped: list[Finding] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.added + self.changed + self.unchanged + self.kept

    def __str__(self) -> str:
        kept = f"，保留人工修改{self.kept}" if self.kept else ""
        return (
            f"问答{self.total}条：新增{self.added}，更新{self.changed}，未变{self.unchanged}{kept}，"
            f"发现问题{len(self.skipped)}处"
        )


def read_path(path: Path) -> list[FaqFile]:
    """A folder or file of YAML, an .xlsx or a .csv. Raises FaqImportError."""
    if path.is_dir():
        return read_dir(path)
    if not path.is_file():
        raise FaqImportError(f"找不到文件：{path}")
    if path.stat().st_size > MAX_BYTES:
        raise FaqImportError(f"文件超过{MAX_BYTES // 1024 // 1024}MB：{path.name}")
    return [read_bytes(path.name, path.read_bytes())]


def read_bytes(name: str, raw: bytes) -> FaqFile:
    """A file's content, as uploaded; the format is told by the ending of `name`. Raises FaqImportError."""
    ending = Path(name).suffix.lower()
    try:
        if ending in (".yml", ".yaml"):
            return read_text(name, yaml_text.decode(raw))
        if ending == ".xlsx":
            return sheet.read_xlsx(name, raw)
        if ending == ".csv":
            return sheet.read_csv(name, raw)
    except (yaml_text.YamlError, sheet.SheetError) as error:
        raise FaqImportError(f"{name}：{error}") from error
    raise FaqImportError(f"不支持的文件类型“{ending}”，请使用 .yml、.xlsx 或 .csv")


def import_files(
    session: Session, files: Iterable[FaqFile], origin: str, keep_edits: bool = False
) -> FaqImportReport:
    """New and changed entries become drafts; the caller commits.

    With `keep_edits` an entry that staff have changed since its last import stays as it is.
    """
    report = FaqImportReport()
    entries = {
        entry.name: entry
        for entry in session.scalars(select(FaqEntry).options(selectinload(FaqEntry.similar)))
    }
    for file in files:
        report.skipped += file.findings
        for record in file.records:
            repeated = [text for n, text in enumerate(record.similar) if text in record.similar[:n]]
            if repeated:
                message = f"“{repeated[0]}”在本条中重复"
                report.skipped.append(Finding(file.name, record.name, "examples", message))
                continue
            _store(session, entries, record, origin, keep_edits, report)
    session.flush()
    return report


def _store(
    session: Session,
    entries: dict[str, FaqEntry],
    record: FaqRecord,
    origin: str,
    keep_edits: bool,
    report: FaqImportReport,
) -> None:
    entry = entries.get(record.name)
    digest = digest_of(record)
    if entry is None:
        entry = FaqEntry(name=record.name, state="draft", version=1, origin=origin)
        session.add(entry)
        entries[record.name] = entry
        report.added += 1
    elif body_of(entry) == record.model_dump() and entry.state != "withdrawn":
        entry.import_checksum = digest
        report.unchanged += 1
        return
    elif keep_edits and (is_edited(entry) or entry.state == "withdrawn"):
        report.kept += 1
        return
    else:
        entry.version += 1
        entry.state = "draft"
        entry.origin = origin
        report.changed += 1
    fill(entry, record)
    entry.import_checksum = digest
