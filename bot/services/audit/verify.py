"""Is the log what was written? Every seal is computed again, every row must follow the one before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import AuditLog
from bot.services.audit.seal import GENESIS, seal


@dataclass(frozen=True)
class Verified:
    """`problem` is empty where the chain holds; `head` is worth noting down outside the database."""

    rows: int
    head: str
    problem: str = ""

    def __str__(self) -> str:
        return self.problem or f"审计日志完整：{self.rows} 条，末条哈希 {self.head}"


def verify(session: Session, noted_head: str = "") -> Verified:
    """Look at every row.

    The chain alone shows neither a cut-off end nor a log written anew from the first row; a `noted_head`, the head
    of an earlier verification, must still be in it and shows both.
    """
    columns = (
        AuditLog.sequence,
        AuditLog.at,
        AuditLog.actor,
        AuditLog.action,
        AuditLog.subject,
        AuditLog.detail,
        AuditLog.previous_hash,
        AuditLog.row_hash,
    )
    rows, head, noted = 0, GENESIS, noted_head in ("", GENESIS)
    for row in session.execute(
        select(*columns).order_by(AuditLog.sequence).execution_options(yield_per=1000)
    ):
        if row.sequence != rows + 1:
            return Verified(rows, head, f"第 {rows + 1} 条缺失")
        if row.previous_hash != head:
            return Verified(rows, head, f"第 {row.sequence} 条与前一条不衔接")
        said = (row.sequence, row.at, row.actor, row.action, row.subject, row.detail)
        if row.row_hash != seal(head, *said):
            return Verified(rows, head, f"第 {row.sequence} 条被改动")
        rows, head = row.sequence, row.row_hash
        noted = noted or head == noted_head
    return Verified(rows, head, "" if noted else "找不到先前记下的哈希：日志被截断或重写")
