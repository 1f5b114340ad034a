"""查阅 and 删除 cover every personal column there is: a new one fails here until somebody has decided about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Citizen
from bot.services.identity import privacy
from bot.services.mailbox.address import Address
from bot.services.rotation.columns import personal, tables
from tests.services.filled import MODELS, NOW, fill, said

MINE = "telegram:mine"
# What a citizen gets no copy of, and why.
NOT_EXPORTED = {
    "channel_update.body": "what they have just written, forgotten with the answer",
    "channel_delivery.body": "the answer on its way, forgotten a day later",
    "one_time_code.code": "a secret of minutes",
    "one_time_code.mobile": "their mobile, which is exported, until the code is sent",
    "chat_event.words": "what a person of the desk has just said: it is in the talk, which is exported",
    "handover.typing": "what they are just writing",
    "staff_account.totp_secret": "staff",
    "staff_session.pending_secret": "staff",
}
# What stays when they ask for erasure, and why.
NOT_ERASED = {
    "application.*": "what was handled is archived (国务院令第716号第十二条), without its hashes",
    "correction.answers": "a part of the case",
    "work_order.*": "what was handled is archived",
    "citizen_channel.address": "the answer to this wish goes there; unlinked, and gone half a year later",
    "channel_update.body": "forgotten with the answer",
    "channel_delivery.body": "sent, then forgotten",
    "staff_account.totp_secret": "staff",
    "staff_session.pending_secret": "staff",
}
_JSON = {("application", "answers"): '{"answers": {"k": "%s"}}', ("correction", "answers"): '{"k": "%s"}'}
_JSON |= {("task", "answers"): '{"k": "%s"}'}
_OVER = {"application": "completed", "work_order": "closed", "appointment": "served", "handover": "closed"}


@pytest.fixture
def held(both_engines: Engine) -> Iterator[tuple[Session, Citizen]]:
    """A citizen who has one row in every table with a personal column, all of it over."""
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        citizen = fill(session, "citizen", 1, verified_at=NOW)
        made: dict[str, Any] = {"citizen": citizen}
        for table in tables():
            if table.name == "citizen":
                continue
            given: dict[str, Any] = {}
            for (name, column), form in _JSON.items():
                if name == table.name:
                    given[column] = form % said(name, column, 1)
            for column in table.columns:
                for key in column.foreign_keys:  # a part of what is theirs
                    if (parent := key.column.table.name) in made:
                        given[column.name] = getattr(made[parent], key.column.name)
            given |= {"who": "citizen"} if "who" in table.c else {}
            given |= {"session_id": MINE} if "session_id" in table.c else {}
            given |= {"state": _OVER[table.name]} if table.name in _OVER else {}
            if table.name == "application":
                given |= {"case_no": "N1", "finished_at": NOW}
            if table.name == "one_time_code":
                given["mobile_index"] = citizen.mobile_index
            if table.name == "citizen_channel":
                address = Address("telegram", said(table.name, "address", 1))
                given |= {"channel": "telegram", "address_index": address.index}
            made[table.name] = fill(session, table.name, 1, **given)
        session.commit()
        yield session, citizen


def values(session: Session) -> dict[str, str]:
    """Every personal value that is stored, by table and column."""
    session.expire_all()
    return {
        f"{table.name}.{column.name}": str(value)
        for table in tables()
        for row in session.scalars(select(MODELS[table.name]))
        for column in personal(table)
        if (value := getattr(row, column.name)) is not None
    }


def test_the_copy_holds_everything(held: tuple[Session, Citizen]) -> None:
    session, citizen = held
    assert len(values(session)) == sum(len(personal(table)) for table in tables()), "every column is filled"
    copy = json.dumps(privacy.export(session, citizen), ensure_ascii=False)
    missing = [
        f"{table.name}.{column.name}"
        for table in tables()
        for column in personal(table)
        if said(table.name, column.name, 1) not in copy
    ]
    there = {f"{table.name}.{column.name}" for table in tables() for column in personal(table)}
    assert sorted(missing) == sorted(there & NOT_EXPORTED.keys())


def test_erasing_leaves_what_the_law_keeps_and_nothing_else(held: tuple[Session, Citizen]) -> None:
    session, citizen = held
    privacy.erase(session, citizen, "citizen", NOW + timedelta(hours=1))
    session.commit()
    kept = {name for name in values(session) if name not in NOT_ERASED}
    assert {name for name in kept if f"{name.split('.')[0]}.*" not in NOT_ERASED} == set()
    session.expire_all()
    for name, model in MODELS.items():
        table = model.__table__
        hashes = [column for column in table.columns if "index_of" in column.info]
        if name in ("citizen_channel", "appointment_waiting"):  # unlinked; a keyed hash of who waits no more
            continue
        for row in session.scalars(select(model)) if hashes else ():
            assert all(getattr(row, column.name) is None for column in hashes), name
    again = json.dumps(privacy.export(session, citizen), ensure_ascii=False)
    assert "张三丰" not in again, "nothing is found by them any more"
