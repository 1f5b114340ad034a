"""The audit log: one chain whoever writes at once, and no change to it stays unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import AuditLog
from bot.services.audit.record import record
from bot.services.audit.seal import GENESIS, seal
from bot.services.audit.search import Wanted, search
from bot.services.audit.verify import verify


def three(session: Session) -> list[AuditLog]:
    return [
        record(session, "li", "faq.save", "faq/a", {"问题": "改了", "n": 1.5}),
        record(session, "wang", "faq.approve", "faq/a"),
        record(session, "li", "login"),
    ]


def test_an_untouched_log_verifies(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        assert str(verify(session)) == f"审计日志完整：0 条，末条哈希 {GENESIS}"
        head = three(session)[-1].row_hash
        session.commit()
    with Session(both_engines, future=True) as session:
        found = verify(session)
        assert (found.rows, found.head, found.problem) == (3, head, "")


@pytest.mark.parametrize(
    "change",
    [{"actor": "zhao"}, {"action": "x"}, {"subject": "faq/b"}, {"detail": {"n": 2}}, {"row_hash": "f" * 64}],
)
def test_a_changed_row_is_named(session: Session, change: dict[str, object]) -> None:
    three(session)
    session.execute(update(AuditLog).where(AuditLog.sequence == 2).values(**change))
    session.expire_all()
    assert verify(session).problem == "第 2 条被改动"


def test_a_changed_row_sealed_anew_no_longer_fits_the_next(session: Session) -> None:
    first, second, _ = three(session)
    forged = seal(first.row_hash, 2, second.at, "zhao", second.action, second.subject, {})
    session.execute(update(AuditLog).where(AuditLog.sequence == 2).values(actor="zhao", row_hash=forged))
    assert verify(session).problem == "第 3 条与前一条不衔接"


def test_a_missing_row_is_named(session: Session) -> None:
    three(session)
    session.execute(delete(AuditLog).where(AuditLog.sequence == 2))
    assert verify(session).problem == "第 2 条缺失"


def test_a_cut_off_end_shows_against_a_noted_head(session: Session) -> None:
    head = three(session)[-1].row_hash
    record(session, "li", "logout")
    assert verify(session, head).problem == ""
    session.execute(delete(AuditLog).where(AuditLog.sequence >= 3))
    assert verify(session).problem == ""
    assert verify(session, head).problem == "找不到先前记下的哈希：日志被截断或重写"


def test_many_writers_make_one_chain(both_engines: Engine) -> None:
    make = sessionmaker(both_engines, future=True)

    def write(who: int) -> None:
        with make.begin() as session:
            record(session, f"staff{who}", "login")

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(write, range(40)))
    with make() as session:
        found = verify(session)
    assert (found.rows, found.problem) == (40, "")


@pytest.mark.parametrize(
    "said", [("", "login", ""), ("li", " ", ""), ("x" * 101, "login", ""), ("li", "login", "x" * 101)]
)
def test_what_does_not_fit_is_refused(session: Session, said: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="审计日志"):
        record(session, *said)
    assert verify(session).rows == 0


def test_search_narrows_and_pages(session: Session) -> None:
    three(session)
    assert [row.sequence for row in search(session, Wanted())] == [3, 2, 1]
    assert [row.sequence for row in search(session, Wanted(actor="li"))] == [3, 1]
    assert [row.sequence for row in search(session, Wanted(actor="li", before=3), limit=1)] == [1]
    assert [row.sequence for row in search(session, Wanted(subject="faq/a", action="faq.approve"))] == [2]
