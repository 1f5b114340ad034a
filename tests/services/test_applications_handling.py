"""A filed case in staff's hands and its applicant's: every order of steps, its events, notices and clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import Application, ApplicationEvent, Correction, OutboxMessage
from bot.services.applications import corrections, filing, handling, urging
from bot.services.applications.content import DraftContent
from bot.services.applications.corrections import Asked, NothingToCorrect
from bot.services.applications.deadlines import city_date
from bot.services.applications.errors import ApplicationError, NotAllowed
from bot.services.applications.handling import ReasonNeeded
from bot.services.applications.states import TRANSITIONS, State
from bot.services.calendar.working_days import WorkingCalendar
from tests.services.city import NOW, add_item, fill, open_draft

STAFF = "staff:1"
ADDRESS = Asked("field", "address", "居住地址", "门牌号不全")
LEASE = Asked("material", "m_lease", "租房合同", "没有签字")


def filed(session: Session, key: str = "k1") -> int:
    draft_id = open_draft(session, key)
    fill(session, draft_id)
    filing.file(session, draft_id, NOW)
    session.commit()
    return draft_id


def test_a_correction_is_answered_and_the_clock_goes_on(session: Session, engine: Engine) -> None:
    add_item(session)
    case_id = filed(session)
    case = session.get(Application, case_id)
    assert case is not None
    due = case.promised_on
    later = NOW + timedelta(days=3)
    handling.ask_to_correct(session, case_id, STAFF, NOW, [ADDRESS, LEASE])
    assert case.paused_at is not None and corrections.wanted(session, case) == [ADDRESS, LEASE]
    with pytest.raises(ApplicationError, match="租房合同"):
        corrections.answer(session, case_id, {"address": "云江市江滨区长安路9号2栋"}, later)
    answers = {"address": "云江市江滨区长安路9号2栋", "m_lease": "counter"}
    corrections.answer(session, case_id, answers, later)
    session.commit()
    assert case.state == "submitted" and case.paused_at is None and case.paused_days == 3
    assert due is not None and case.promised_on is not None and case.promised_on >= due + timedelta(days=3)
    assert DraftContent.read(case.answers).answers["address"] == "云江市江滨区长安路9号2栋"
    assert [material.name for material in case.materials] == ["租房合同"]
    with pytest.raises(NothingToCorrect):
        corrections.answer(session, case_id, answers, later)
    session.rollback()
    with engine.connect() as connection:
        assert "长安路" not in str(connection.execute(text("SELECT * FROM correction")).all())


def test_a_corrected_number_is_the_one_that_proves(session: Session) -> None:
    add_item(session)
    case_id = filed(session)
    asked = [Asked("field", "mobile", "手机号码", "停机")]
    handling.ask_to_correct(session, case_id, STAFF, NOW, asked)
    corrections.answer(session, case_id, {"mobile": "13912345679"}, NOW)
    case = session.get(Application, case_id)
    assert case is not None and case.contact_mobile == "13912345679"


def test_only_what_the_form_has_can_be_asked(session: Session) -> None:
    add_item(session)
    case_id = filed(session)
    with pytest.raises(ApplicationError, match="没有这些内容"):
        handling.ask_to_correct(session, case_id, STAFF, NOW, [Asked("field", "nothing", "血型")])


@pytest.mark.parametrize("step", [handling.refuse, handling.send_back])
def test_a_refusal_says_why(session: Session, step: object) -> None:
    add_item(session)
    case_id = filed(session)
    with pytest.raises(ReasonNeeded):
        step(session, case_id, STAFF, NOW, " ")  # type: ignore[operator]
    step(session, case_id, STAFF, NOW, "不属于本机关职权")  # type: ignore[operator]
    assert session.scalars(select(ApplicationEvent.note)).all()[-1] == "不属于本机关职权"


def test_urging_is_an_event_once_a_day_and_changes_no_clock(session: Session) -> None:
    add_item(session)
    case_id = filed(session)
    case = session.get(Application, case_id)
    assert case is not None
    due = case.promised_on
    assert urging.urge(session, case_id, NOW)
    assert not urging.urge(session, case_id, NOW + timedelta(hours=2))
    assert urging.urge(session, case_id, NOW + timedelta(hours=25))
    assert case.promised_on == due
    handling.ask_to_correct(session, case_id, STAFF, NOW, [ADDRESS])
    with pytest.raises(ApplicationError, match="补齐补正"):
        urging.urge(session, case_id, NOW + timedelta(days=5))


STEPS = {
    "受理": (State.ACCEPTED, lambda s, i, at: handling.accept(s, i, STAFF, at)),
    "不予受理": (State.NOT_ACCEPTED, lambda s, i, at: handling.refuse(s, i, STAFF, at, "理由")),
    "补正": (State.CORRECTION, lambda s, i, at: handling.ask_to_correct(s, i, STAFF, at, [LEASE])),
    "答复": (State.SUBMITTED, lambda s, i, at: corrections.answer(s, i, {"m_lease": "mail"}, at)),
    "特别程序": (State.SUSPENDED, lambda s, i, at: handling.suspend(s, i, STAFF, at, "专家评审")),
    "恢复": (State.IN_PROGRESS, lambda s, i, at: handling.resume(s, i, STAFF, at)),
    "办结": (State.COMPLETED, lambda s, i, at: handling.complete(s, i, STAFF, at, "准予")),
    "退件": (State.RETURNED, lambda s, i, at: handling.send_back(s, i, STAFF, at, "理由")),
}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 5)), max_size=10))
def test_whatever_staff_try(both_engines: Engine, tried: list[tuple[str, int]]) -> None:
    Base.metadata.drop_all(both_engines)
    Base.metadata.create_all(both_engines)
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        add_item(session)
        case_id = filed(session)
        at, state, history = NOW, State.SUBMITTED, [(NOW, State.SUBMITTED)]
        for name, days in tried:
            at += timedelta(days=days)
            after, step = STEPS[name]
            try:
                step(session, case_id, at)
            except (NotAllowed, NothingToCorrect):
                assert after not in TRANSITIONS[state] or name in ("答复", "恢复", "办结")
                session.rollback()
                continue
            session.commit()
            assert after in TRANSITIONS[state]
            state = after
            history.append((at, state))
        _tells_the_same(session, case_id, history)


def _tells_the_same(session: Session, case_id: int, history: list[tuple[datetime, State]]) -> None:
    case = session.get(Application, case_id)
    assert case is not None and case.state == history[-1][1]
    events = session.scalars(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == case_id, ApplicationEvent.to_state != "draft")
        .order_by(ApplicationEvent.sequence)
    ).all()
    assert [(event.at, event.to_state) for event in events] == [(at, state.value) for at, state in history]
    queued = session.scalars(select(OutboxMessage.dedupe_key)).all()
    assert sorted(queued) == sorted(f"application:{case_id}:{event.sequence}" for event in events)
    open_ones = session.query(Correction).filter(Correction.answered_at.is_(None)).count()  # type: ignore[union-attr]
    assert open_ones == (history[-1][1] is State.CORRECTION) or history[-1][1].is_final
    # The clock, counted day by day by hand: ten 自然日 from acceptance or filing, days of standing still left out.
    start = next((at for at, state in history if state is State.ACCEPTED), NOW)
    stood: set[object] = set()
    for (begin, state), (end, _) in pairwise(history):
        if state.is_paused:
            day = city_date(begin)
            while day < city_date(end):
                day += timedelta(days=1)
                stood.add(day)
    day, left = city_date(start), 10
    while left:
        day += timedelta(days=1)
        left -= day not in stood
    while not WorkingCalendar().is_working_day(day):
        day += timedelta(days=1)
    assert case.promised_on == day
