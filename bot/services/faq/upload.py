"""A sheet of many entries into drafts that wait for review; first a dry run, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, selectinload

from bot.db.columns import col
from bot.db.models import FaqEntry, FaqRevision, FaqWork, ServiceItem
from bot.services import content
from bot.services.audit.record import record as audit
from bot.services.catalogue.query import departments_in_use
from bot.services.faq.check import check_files
from bot.services.faq.entry import body_of
from bot.services.faq.read import FaqFile
from bot.services.faq.schema import FaqRecord
from bot.services.faq.sheet import COLUMNS
from bot.services.faq.work import SUBMITTED
from bot.services.findings import Finding

_AT_ONCE = 500
_HEADINGS = {**COLUMNS, "examples": COLUMNS["similar"]}


@dataclass(frozen=True)
class RowFinding:
    """`row` as Excel counts; 0 where the whole sheet is meant."""

    row: int
    entry: str
    message: str


@dataclass
class Upload:
    """What a sheet would do, or did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    findings: list[RowFinding] = field(default_factory=list)
    done: bool = False

    @property
    def refused(self) -> int:
        """Entries left out."""
        return len({(each.row, each.entry) for each in self.findings})


def upload(
    session: Session,
    file: FaqFile,
    by: str,
    now: datetime,
    covers: Callable[[str], bool],
    *,
    dry: bool,
) -> Upload:
    """New and changed entries become drafts, submitted for review; what is wrong is named and left out."""
    found = Upload(done=not dry)
    found.findings = [_row_of(file, finding) for finding in file.findings]
    departments = departments_in_use(session)
    items = set(session.scalars(select(ServiceItem.code).where(ServiceItem.task_state != "3")))
    checked = check_files([FaqFile("", file.records)], departments, items, content.today())
    found.findings += dict.fromkeys(_row_of(file, finding) for finding in checked)
    bad = {finding.item for finding in checked}
    names = Counter(record.name for record in file.records)
    entries = {
        entry.name: entry
        for entry in session.scalars(select(FaqEntry).options(selectinload(FaqEntry.similar)))
        if entry.name in names
    }
    busy: dict[str, str] = dict(session.execute(select(FaqWork.name, FaqWork.edited_by)).all())
    changes: list[tuple[FaqRecord, FaqEntry | None]] = []
    for record in file.records:
        entry = entries.get(record.name)
        if record.name in bad:
            continue
        if not covers(record.department) or (entry is not None and not covers(entry.department_code)):
            found.findings.append(_at(file, record.name, "属于别的部门，您的账号不能修改"))
        elif entry is not None and entry.state != "withdrawn" and body_of(entry) == record.model_dump():
            found.unchanged += 1
        elif record.name in busy:
            who = busy[record.name].removeprefix("staff:")
            found.findings.append(_at(file, record.name, f"{who} 正在修改这一条，没有导入"))
        else:
            changes.append((record, entry))
            found.added += entry is None
            found.changed += entry is not None
    found.findings.sort(key=lambda each: (each.row, each.entry))
    if not dry and changes:
        _store(session, changes, file.name, by, now)
    return found


def _store(
    session: Session, changes: list[tuple[FaqRecord, FaqEntry | None]], origin: str, by: str, now: datetime
) -> None:
    """Many rows in few statements."""
    names = [record.name for record, _ in changes]
    latest: dict[str, int] = {}
    for part in _parts(names):
        rows = session.execute(
            select(FaqRevision.name, func.max(FaqRevision.sequence))
            .where(col(FaqRevision.name).in_(part))
            .group_by(FaqRevision.name)
        )
        latest |= {name: int(sequence) for name, sequence in rows}
    works, revisions = [], []
    for record, entry in changes:
        body, sequence = record.model_dump(), latest.get(record.name, 0)
        if entry is not None and sequence == 0:
            sequence += 1
            revisions.append(_revision(record.name, sequence, entry.origin, "原版", body_of(entry), "", now))
        revisions.append(_revision(record.name, sequence + 1, by, "导入", body, origin[:200], now))
        works.append(
            {
                "name": record.name,
                "action": "change",
                "body": body,
                "question": record.question,
                "department_code": record.department,
                "state": SUBMITTED,
                "version": 1,
                "base_version": entry.version if entry is not None else None,
                "editors": [by],
                "edited_by": by,
                "submitted_at": now,
                "note": f"从 {origin[:200]} 导入",
                "created_at": now,
                "updated_at": now,
            }
        )
    for part in _parts(works):
        session.execute(insert(FaqWork), part)
    for part in _parts(revisions):
        session.execute(insert(FaqRevision), part)
    audit(session, by, "faq.upload", origin[:100], {"entries": len(works)}, now)


def _revision(
    name: str, sequence: int, actor: str, action: str, body: dict[str, Any], note: str, now: datetime
) -> dict[str, Any]:
    return {
        "name": name,
        "sequence": sequence,
        "at": now,
        "actor": actor,
        "action": action,
        "body": body,
        "note": note,
    }


def _parts(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))


def _at(file: FaqFile, name: str, message: str) -> RowFinding:
    return RowFinding(_first_row(file, name), name, message)


def _first_row(file: FaqFile, name: str) -> int:
    return file.rows.get(name, [0])[0]


def _row_of(file: FaqFile, finding: Finding) -> RowFinding:
    """Findings of the reader carry their row in words; those of the checks are found by name."""
    rows = file.rows.get(finding.item, [])
    if finding.field == "intent" and len(rows) > 1:
        together = "、".join(map(str, rows))
        words = f"第 {together} 行是同一条（名称相同，或没有名称而标准问题相同），请只留一行"
        return RowFinding(rows[0], finding.item, words)
    row, message = _first_row(file, finding.item), finding.message
    if message.startswith("（第") and "行）" in message:
        number, _, message = message.removeprefix("（第").partition("行）")
        row = int(number)
    heading = _HEADINGS.get(finding.field.split("[")[0], finding.field)
    return RowFinding(row, finding.item, f"{heading}：{message}" if heading else message)
