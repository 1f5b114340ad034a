"""Changing a group of words: one person proposes, its effect on questions is worked out, another approves, all replicas follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import LexiconChange
from bot.services.audit.record import record as audit
from bot.services.drafts.errors import WorkError
from bot.services.lexicon.groups import Group, read, shipped_lines, with_changes
from bot.services.lexicon.tables import SYNONYMS, TABLES, Table
from bot.services.lexicon.wording import complaints

SUBMITTED, LIVE, PAST, REFUSED = "submitted", "live", "past", "refused"
LABELS = {SUBMITTED: "待审核", LIVE: "在用", PAST: "已被替换", REFUSED: "已退回"}


def version(session: Session) -> str:
    """Changes whenever the words in use do; empty while they are those of the files."""
    newest, rows = session.execute(
        select(func.max(LexiconChange.decided_at), func.count()).where(
            col(LexiconChange.state).in_((LIVE, PAST))
        )
    ).one()
    return f"{newest}/{rows}" if rows else ""


def live(session: Session, table: Table = SYNONYMS) -> dict[str, Group | None]:
    """What staff have changed, by official word."""
    known = read(shipped_lines(table))
    rows = session.scalars(
        select(LexiconChange)
        .where(LexiconChange.table == table.key, LexiconChange.state == LIVE)
        .order_by(LexiconChange.id)
    )
    return {row.official: _group(row, known) for row in rows}


def lines_in_use(session: Session, table: Table = SYNONYMS) -> list[str]:
    return with_changes(shipped_lines(table), live(session, table))


def lines_with(session: Session, change: LexiconChange) -> list[str]:
    """As those of its table would be if `change` were approved."""
    table = TABLES[change.table]
    shipped = shipped_lines(table)
    return with_changes(shipped, {**live(session, table), change.official: _group(change, read(shipped))})


def groups(session: Session, table: Table = SYNONYMS) -> dict[str, Group]:
    return read(lines_in_use(session, table))


def propose(
    session: Session,
    official: str,
    words: Sequence[str],
    loose: bool,
    by: str,
    note: str,
    now: datetime,
    table: Table = SYNONYMS,
) -> int:
    """A change that waits for a second person; without words the group goes. Raises WorkError with all that is wrong."""
    official = official.strip()
    known = groups(session, table)
    before = known.get(official)
    wrong = complaints(table, official, words, known)
    if before is None and not words:
        wrong.append("没有这一组，不用删除。")
    if before is not None and (before.words, before.loose) == (tuple(words), loose):
        wrong.append("没有改动。")
    open_ = session.scalars(
        select(LexiconChange).where(
            LexiconChange.table == table.key,
            LexiconChange.official == official,
            LexiconChange.state == SUBMITTED,
        )
    ).first()
    if open_ is not None:
        wrong.append(f"这一组有人（{open_.author.removeprefix('staff:')}）正在改，等审核完再改。")
    if wrong:
        raise WorkError("；".join(wrong[:8]))
    row = LexiconChange(
        table=table.key,
        official=official,
        words=list(words),
        loose=loose,
        before=list(before.words) if before is not None else [],
        author=by,
        note=note.strip()[:500],
        created_at=now,
        report={},
    )
    session.add(row)
    session.flush()
    audit(session, by, "lexicon.propose", _subject(row), {"words": list(words)}, now)
    return int(row.id)


def approve(session: Session, change_id: int, by: str, now: datetime) -> None:
    """Live on every replica within seconds. Raises WorkError."""
    row = _open(session, change_id)
    if row.author == by:
        raise WorkError("这是您提的修改，要由另一个人审核。")
    if row.report.get("version") != version(session) or "asked" not in row.report:
        raise WorkError("对问题的影响还没有算好，或者词表又有变化，请先重新计算。")
    if row.report["worse"]:
        raise WorkError("有必答问题会变差，不能通过，请退回修改。")
    for other in session.scalars(
        select(LexiconChange).where(
            LexiconChange.table == row.table,
            LexiconChange.official == row.official,
            LexiconChange.state == LIVE,
        )
    ):
        other.state = PAST
    row.state, row.decided_by, row.decided_at = LIVE, by, now
    audit(session, by, "lexicon.approve", _subject(row), {"author": row.author}, now)
    session.flush()


def refuse(session: Session, change_id: int, by: str, words: str, now: datetime) -> None:
    """退回, or taken back by whoever proposed it. Raises WorkError."""
    row = _open(session, change_id)
    if row.author != by and not words.strip():
        raise WorkError("请写明为什么退回。")
    row.state, row.decided_by, row.decided_at = REFUSED, by, now
    row.note = words.strip()[:500] or row.note
    audit(session, by, "lexicon.refuse", _subject(row), {"author": row.author}, now)
    session.flush()


def report(session: Session, change_id: int, found: dict[str, Any]) -> None:
    row = session.get(LexiconChange, change_id)
    if row is not None and row.state == SUBMITTED:
        row.report = found


def listed(session: Session, limit: int = 60, table: Table = SYNONYMS) -> list[LexiconChange]:
    """Newest first."""
    query = select(LexiconChange).where(LexiconChange.table == table.key)
    return list(session.scalars(query.order_by(col(LexiconChange.id).desc()).limit(limit)))


def _open(session: Session, change_id: int) -> Any:
    row = session.scalars(
        select(LexiconChange).where(LexiconChange.id == change_id).with_for_update()
    ).first()
    if row is None or row.state != SUBMITTED:
        raise WorkError("这一条已经处理过了，请刷新。")
    return row


def _group(row: LexiconChange, shipped: dict[str, Group]) -> Group | None:
    at = shipped.get(row.official)
    if not row.words:
        return None
    return Group(row.official, tuple(row.words), row.loose, at.common if at is not None else False)


def _subject(row: LexiconChange) -> str:
    return f"{TABLES[row.table].subject}/{row.official}"[:100]
