"""代办 of a whole 一件事: one word of the other's covers every item of it, once, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Agency, Application, ApplicationEvent
from bot.services.applications import agencies, filing
from bot.services.applications.errors import NotReady
from bot.services.identity.proven import citizen_of
from bot.services.tasks.act_for import errand
from tests.services.bundle_city import NEWBORN, add_city, fill_bundle, open_bundle
from tests.services.city import CONVERSATION, NOW


def agreed(session: Session) -> int:
    agent, principal = (citizen_of(session, mobile, NOW) for mobile in ("13900000001", "13900000002"))
    agency = agencies.agree(
        session,
        opening_key="a1",
        conversation_id=CONVERSATION,
        item_code=NEWBORN,
        agent_id=agent.id,
        principal_id=principal.id,
        now=NOW,
    )
    return int(agency.id)


def test_each_item_of_the_whole_is_filed_under_the_agency(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        add_city(session)
        agency = agreed(session)
        draft = open_bundle(session)
        fill_bundle(session, draft)
        filing.file(session, draft, NOW)
        cases = session.scalars(
            select(Application).where((Application.id == draft) | (Application.parent_id == draft))
        ).all()
        assert len(cases) > 2 and {case.agency_id for case in cases} == {agency}
        notes = session.execute(
            select(ApplicationEvent.application_id, ApplicationEvent.note).where(
                ApplicationEvent.to_state == "submitted"
            )
        ).all()
        assert {row.application_id for row in notes} == {case.id for case in cases}
        assert all("代办人提交" in row.note for row in notes)
        assert agencies.active(session, CONVERSATION, NEWBORN, NOW) is None  # used up


def test_taken_back_or_over_nothing_is_filed(session: Session) -> None:
    add_city(session)
    agency = agreed(session)
    draft = open_bundle(session)
    fill_bundle(session, draft)
    with pytest.raises(NotReady, match="撤回或过期"):
        filing.file(session, draft, NOW + agencies.VALID_FOR + timedelta(seconds=1))
    session.get(Agency, agency).ended_at = NOW
    session.flush()
    with pytest.raises(NotReady, match="撤回或过期"):
        filing.file(session, draft, NOW)


def test_an_errand_is_an_item_or_a_whole_and_nothing_else(session: Session) -> None:
    add_city(session)
    whole, item = errand(session, NEWBORN), errand(session, "hz-residence-permit")
    assert whole is not None and whole.has_form and "一件事" in whole.name
    assert item is not None and item.has_form
    assert errand(session, "hz-nothing") is None and errand(session, "bundle-nothing") is None
