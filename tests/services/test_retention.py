"""What is promised to go goes when its time is over, and not before: with a moved clock, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.assistant.housekeeping import tidy
from bot.db.base import Base
from bot.db.models import (
    Application,
    ApplicationEvent,
    Appointment,
    AppointmentSlot,
    Citizen,
    Correction,
)
from bot.services.audit.verify import verify
from bot.services.retention.schedule import RULES, Rule, due
from bot.settings import ROOT, get_settings
from tests.services.filled import MODELS, NOW, fill

PRIVACY = ROOT / "docs" / "privacy.md"
BY_NAME = {rule.name: rule for rule in RULES}


def old(session: Session, number: int, table: str, **given: Any) -> Any:
    """A row made at NOW."""
    stamps = {name: NOW for name in ("created_at", "updated_at") if name in Base.metadata.tables[table].c}
    return fill(session, table, number, **{**stamps, **given})


# (rule, makes a row that the rule is for, what has to be gone: None is the row)
CASES: list[tuple[str, Callable[[Session, int], Any], str | None]] = [
    ("notices", lambda s, n: old(s, n, "chat_event"), None),
    ("outbox", lambda s, n: old(s, n, "outbox_message", delivered_at=NOW), None),
    ("tasks", lambda s, n: old(s, n, "task", state="done"), None),
    ("draft_codes", lambda s, n: old(s, n, "draft_code", expires_at=NOW), None),
    ("waiting", lambda s, n: old(s, n, "appointment_waiting", state="gone"), None),
    ("bookings", lambda s, n: old(s, n, "appointment", state="served"), "mobile"),
    ("ended_drafts", lambda s, n: old(s, n, "application", state="expired"), None),
    (
        "cases",
        lambda s, n: old(s, n, "application", state="completed", case_no="N", finished_at=NOW),
        "answers",
    ),
    ("work_orders", lambda s, n: old(s, n, "work_order", state="closed", finished_at=NOW), "content"),
    ("ratings", lambda s, n: old(s, n, "rating"), "comment"),
    ("consents", lambda s, n: old(s, n, "consent", at=NOW), None),
    ("citizens", lambda s, n: old(s, n, "citizen", verified_at=NOW), "mobile"),
    ("channels", lambda s, n: old(s, n, "citizen_channel", last_seen_at=NOW), None),
]


def run(session: Session, rule: Rule, now: datetime) -> int:
    gone = due(session, rule, now)
    session.commit()
    session.expire_all()
    return gone


def test_every_rule_is_tested_and_told() -> None:
    assert [name for name, _, _ in CASES] == [rule.name for rule in RULES]
    told = PRIVACY.read_text("utf-8")
    for rule in RULES:
        assert f"`{rule.name}`" in told, f"{rule.name} is not in the table of docs/privacy.md"
    days = {rule.period().days for rule in RULES if rule.period().days == 184}
    assert days == {184} and "184 days" in told


def test_each_goes_when_its_time_is_over_and_not_before(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        for number, (name, make, column) in enumerate(CASES, 1):
            rule = BY_NAME[name]
            row = make(session, number)
            session.commit()
            key, model = inspect(row).identity, type(row)
            over = NOW + rule.period()
            assert run(session, rule, over - timedelta(days=1)) == 0, name
            there = session.get(model, key)
            assert there is not None and (column is None or getattr(there, column) is not None), name
            assert run(session, rule, over + timedelta(days=2)) == 1, name
            there = session.get(model, key)
            assert (there is None) if column is None else getattr(there, column) is None, name
            assert run(session, rule, over + timedelta(days=2)) == 0, f"{name} does not go twice"


def test_what_is_still_being_handled_stays(both_engines: Engine) -> None:
    far = NOW + timedelta(days=365 * 99)
    with Session(both_engines, future=True) as session:
        case = old(session, 1, "application", state="in_progress", case_no="N1", finished_at=None)
        order = old(session, 1, "work_order", state="pending", finished_at=None)
        waits = old(session, 1, "outbox_message", delivered_at=None)
        draft = old(session, 1, "application", state="draft", opening_key="k2", expires_at=far)
        citizen = old(session, 1, "citizen", verified_at=NOW)
        mine = old(
            session,
            1,
            "application",
            state="in_progress",
            case_no="N2",
            opening_key="k3",
            citizen_id=citizen.id,
        )
        session.commit()
        for rule in RULES:
            run(session, rule, far)
        for row in (case, order, draft, mine):
            assert session.get(type(row), row.id) is not None
        assert case.contact_mobile and order.content and waits.delivered_at is None
        assert session.get(Citizen, citizen.id).mobile, "a case of theirs is in progress"


def test_a_record_outlives_the_person_in_it(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        case = old(session, 1, "application", state="completed", case_no="N1", finished_at=NOW)
        old(session, 1, "correction", application_id=case.id)
        old(session, 1, "application_event", application_id=case.id)
        session.commit()
        assert run(session, BY_NAME["cases"], NOW + timedelta(days=366 * 31)) == 1
        kept = session.get(Application, case.id)
        assert (kept.case_no, kept.state, kept.finished_at) == ("N1", "completed", NOW)
        assert session.scalars(select(Correction.answers)).all() == [None]
        assert len(session.scalars(select(ApplicationEvent)).all()) == 1
        for column in Base.metadata.tables["application"].columns:
            if "index_of" in column.info or column.type.__class__.__name__ == "Encrypted":
                assert getattr(kept, column.name) is None, column.name


def test_years_are_the_operators(both_engines: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_KEEP_CASES_YEARS", "10")
    get_settings.cache_clear()
    try:
        with Session(both_engines, future=True) as session:
            old(session, 1, "rating")
            assert run(session, BY_NAME["ratings"], NOW + timedelta(days=3652)) == 0
            assert run(session, BY_NAME["ratings"], NOW + timedelta(days=3654)) == 1
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()


def test_housekeeping_runs_them_all(house: Any) -> None:
    """As it runs every hour, on a seeded city, ninety-nine years on."""
    from bot.db.session import read_session, write_session

    with write_session() as session:
        booking = old(session, 1, "appointment", state="served").id
        fill(session, "consent", 9, at=NOW)
    gone = tidy(NOW + timedelta(days=365 * 99))
    assert gone["bookings"] >= 1 and gone["consents"] >= 1
    with read_session() as session:
        assert session.get(Appointment, booking).mobile is None
        assert verify(session).problem == "", "the audit log is never shortened"
    with write_session() as session:
        row = session.get(Appointment, booking)
        slot = session.get(AppointmentSlot, row.slot_id)
        session.delete(row)
        session.flush()
        session.delete(slot)


def test_the_table_names_every_table_with_personal_data() -> None:
    told = PRIVACY.read_text("utf-8")
    personal = {
        name
        for name, table in Base.metadata.tables.items()
        if name in MODELS and any(column.type.__class__.__name__ == "Encrypted" for column in table.columns)
    }
    assert {name for name in personal if not re.search(rf"`{name}`", told)} == set()
