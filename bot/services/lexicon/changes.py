"""Changing a group of words: one person proposes, its effect on questions is worked out, another approves, all replicas follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import LexiconChange
from bot.services.audit.record import record as audit
from bot.services.content import check_text
from bot.services.drafts.errors import WorkError
from bot.services.lexicon.groups import Group, read, shipped_lines, with_changes

SUBMITTED, LIVE, PAST, REFUSED = "submitted", "live", "past", "refused"
LABELS = {SUBMITTED: "待审核", LIVE: "在用", PAST: "已被替换", REFUSED: "已退回"}
_LONGEST, _MOST = 30, 60
_WORD = re.compile(r"[^\s#>]+")


def version(session: Session) -> str:
    """Changes whenever the words in use do; empty while they are those of the files."""
    newest, rows = session.execute(
        select(func.max(LexiconChange.decided_at), func.count()).where(
            col(LexiconChange.state).in_((LIVE, PAST))
        )
    ).one()
    return f"{newest}/{rows}" if rows else ""


def live(session: Session) -> dict[str, Group | None]:
    """What staff have changed, by official word."""
    known = read(shipped_lines())
    rows = session.scalars(
        select(LexiconChange).where(LexiconChange.state == LIVE).order_by(LexiconChange.id)
    )
    return {row.official: _group(row, known) for row in rows}


def lines_in_use(session: Session) -> list[str]:
    return with_changes(shipped_lines(), live(session))


def lines_with(session: Session, change: LexiconChange) -> list[str]:
    """As they would be if `change` were approved."""
    known = read(shipped_lines())
    return with_changes(shipped_lines(), {**live(session), change.official: _group(change, known)})


def groups(session: Session) -> dict[str, Group]:
    return read(lines_in_use(session))


def propose(
    session: Session, official: str, words: Sequence[str], loose: bool, by: str, note: str, now: datetime
) -> int:
    """A change that waits for a second person; without words the group goes. Raises WorkError with all that is wrong."""
    official = official.strip()
    known = groups(session)
    before = known.get(official)
    wrong = _complaints(official, words, known)
    if before is None and not words:
        wrong.append("没有这一组，不用删除。")
    if before is not None and (before.words, before.loose) == (tuple(words), loose):
        wrong.append("没有改动。")
    open_ = session.scalars(
        select(LexiconChange).where(LexiconChange.official == official, LexiconChange.state == SUBMITTED)
    ).first()
    if open_ is not None:
        wrong.append(f"这一组有人（{open_.author.removeprefix('staff:')}）正在改，等审核完再改。")
    if wrong:
        raise WorkError("；".join(wrong[:8]))
    row = LexiconChange(
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
    audit(session, by, "lexicon.propose", f"words/{official}"[:100], {"words": list(words)}, now)
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
        select(LexiconChange).where(LexiconChange.official == row.official, LexiconChange.state == LIVE)
    ):
        other.state = PAST
    row.state, row.decided_by, row.decided_at = LIVE, by, now
    audit(session, by, "lexicon.approve", f"words/{row.official}"[:100], {"author": row.author}, now)
    session.flush()


def refuse(session: Session, change_id: int, by: str, words: str, now: datetime) -> None:
    """退回, or taken back by whoever proposed it. Raises WorkError."""
    row = _open(session, change_id)
    if row.author != by and not words.strip():
        raise WorkError("请写明为什么退回。")
    row.state, row.decided_by, row.decided_at = REFUSED, by, now
    row.note = words.strip()[:500] or row.note
    audit(session, by, "lexicon.refuse", f"words/{row.official}"[:100], {"author": row.author}, now)
    session.flush()


def report(session: Session, change_id: int, found: dict[str, Any]) -> None:
    row = session.get(LexiconChange, change_id)
    if row is not None and row.state == SUBMITTED:
        row.report = found


def listed(session: Session, limit: int = 60) -> list[LexiconChange]:
    """Newest first."""
    return list(session.scalars(select(LexiconChange).order_by(col(LexiconChange.id).desc()).limit(limit)))


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


def _complaints(official: str, words: Sequence[str], known: dict[str, Group]) -> list[str]:
    at = known.get(official)
    standing = (
        {official, *at.words} if at is not None else set()
    )  # what stands there already is not complained of
    wrong = []
    if len(words) > _MOST:
        wrong.append(f"一组最多 {_MOST} 个词。")
    for word in (official, *words):
        if word in standing:
            continue
        if not 2 <= len(word) <= _LONGEST:
            wrong.append(f"“{word[:20]}”要 2 到 {_LONGEST} 个字。")
        elif not _WORD.fullmatch(word):
            wrong.append(f"“{word}”里不能有空格、# 或 >。")
        else:
            try:
                check_text(word)
            except ValueError as error:
                wrong.append(f"“{word}”{error}。")
    doubled = {word for n, word in enumerate((official, *words)) if word in (official, *words)[:n]}
    wrong += [f"“{word}”写了两次。" for word in sorted(doubled)]
    others = {word for word in words if word in known and word != official} - standing
    wrong += [f"“{word}”自己是一组的规范说法，请直接改那一组。" for word in sorted(others)]
    return wrong
