"""The audit log of a migrated database takes new rows and refuses every other change."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.db import migrate
from bot.db.session import make_engine
from bot.services.audit.record import record
from bot.services.audit.verify import verify


def test_the_audit_log_only_grows(url: str) -> None:
    migrate.upgrade(url)
    engine = make_engine(url)
    with Session(engine, future=True) as session:
        record(session, "li", "login")
        session.commit()
    deeds = ["UPDATE audit_log SET actor = 'zhao'", "DELETE FROM audit_log"]
    if engine.dialect.name == "postgresql":
        deeds.append("TRUNCATE audit_log")
    for deed in deeds:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(deed))
    with Session(engine, future=True) as session:
        record(session, "li", "logout")
        found = verify(session)
    assert (found.rows, found.problem) == (2, "")
    engine.dispose()
