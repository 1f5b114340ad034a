"""Only the applicant learns anything about a case, and staff move it along its table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Application, OutboxMessage, ProofAttempt
from bot.services.applications import filing
from bot.services.applications.errors import NoSuchDraft, NotAllowed
from bot.services.applications.numbers import new_case_no
from bot.services.applications.progress import list_for_conversation, progress, withdraw
from bot.services.applications.proof import forget_attempts
from bot.services.applications.transitions import transition
from bot.services.applications.views import NotFound, ProgressView, ProofNeeded
from tests.services.city import CONVERSATION, ID_NUMBER, NOW, add_item, fill, open_draft


@pytest.fixture
def case_no(session: Session) -> str:
    add_item(session)
    draft_id = open_draft(session)
    fill(session, draft_id)
    number = filing.file(session, draft_id, NOW).case_no
    session.commit()
    return number


def test_the_conversation_that_filed_sees_it(session: Session, case_no: str) -> None:
    view = progress(session, f" {case_no[:4]}-{case_no[4:].lower()}", conversation_id=CONVERSATION, now=NOW)
    assert isinstance(view, ProgressView)
    assert (view.label, view.code, view.promised_on) == ("收件", "02", date(2026, 12, 3))
    assert [event.label for event in view.events] == ["收件"] and view.can_withdraw
    (mine,) = list_for_conversation(session, CONVERSATION)
    assert (mine.case_no, mine.label) == (case_no, "收件")
    assert list_for_conversation(session, "web:other") == ()


def test_others_need_the_number(session: Session, case_no: str) -> None:
    assert isinstance(progress(session, case_no, conversation_id="web:other"), ProofNeeded)
    assert isinstance(progress(session, case_no, proof=ID_NUMBER[-6:].lower(), now=NOW), ProgressView)
    assert session.scalars(select(ProofAttempt)).all() == []


def test_an_unknown_case_and_a_wrong_proof_look_alike(session: Session, case_no: str) -> None:
    unknown = new_case_no("990100", date(2026, 11, 22))
    for number in (case_no, unknown):
        asked = progress(session, number, now=NOW)
        assert isinstance(asked, ProofNeeded) and asked.message == ProofNeeded("").message
        for _ in range(5):
            assert progress(session, number, proof="000000", now=NOW) == NotFound()
        locked = progress(session, number, proof="000000", now=NOW)
        assert isinstance(locked, NotFound) and locked.locked
    assert progress(session, case_no, proof=ID_NUMBER[-6:], now=NOW) == locked
    later = NOW + timedelta(minutes=61)
    assert isinstance(progress(session, case_no, proof=ID_NUMBER[-6:], now=later), ProgressView)
    forget_attempts(session, later)
    assert session.scalars(select(ProofAttempt)).all() == []
    malformed = progress(session, "13800138000")
    assert isinstance(malformed, NotFound) and "12位" in malformed.message


def test_a_part_of_the_number_proves_nothing(session: Session, case_no: str) -> None:
    for guess in (ID_NUMBER, ID_NUMBER[-4:], "", "\x00" * 6):
        assert not isinstance(progress(session, case_no, proof=guess, now=NOW), ProgressView)


def test_a_case_moves_and_its_clock_stands_still(session: Session, case_no: str) -> None:
    case = session.scalars(select(Application)).one()
    day = timedelta(days=1)
    transition(session, case.id, "accepted", "staff:li", "材料齐全，联系人13800138000", NOW + day)
    assert (case.promised_on, case.statutory_on) == (date(2026, 12, 4), date(2026, 12, 9))
    transition(session, case.id, "suspended", "staff:li", "实地核查", NOW + 2 * day)
    assert case.paused_at == NOW + 2 * day
    transition(session, case.id, "in_progress", "staff:li", "", NOW + 9 * day)
    assert (case.paused_at, case.paused_days) == (None, 7)
    assert (case.promised_on, case.statutory_on) == (date(2026, 12, 11), date(2026, 12, 16))
    transition(session, case.id, "completed", "staff:li", "", NOW + 10 * day, result={"cert": "居住证"})
    assert case.finished_at == NOW + 10 * day and case.result == {"cert": "居住证"}
    view = progress(session, case_no, conversation_id=CONVERSATION)
    assert isinstance(view, ProgressView) and not view.can_withdraw
    assert [event.label for event in view.events] == ["收件", "受理", "挂起", "在办", "办结"]
    assert view.events[1].note == "材料齐全，联系人138****8000"
    assert [m.kind for m in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))][
        -1
    ] == "application.completed"
    assert len({m.dedupe_key for m in session.scalars(select(OutboxMessage))}) == 5


def test_what_the_table_does_not_allow_is_refused(session: Session, case_no: str) -> None:
    case = session.scalars(select(Application)).one()
    with pytest.raises(NotAllowed, match="收件”，不能改为“办结"):
        transition(session, case.id, "completed", "staff:li", "", NOW)
    with pytest.raises(NoSuchDraft):
        transition(session, open_draft(session, "k2"), "submitted", "staff:li", "", NOW)
    with pytest.raises(NoSuchDraft):
        transition(session, 999, "accepted", "staff:li", "", NOW)


def test_the_applicant_may_withdraw_until_it_is_finished(session: Session, case_no: str) -> None:
    assert isinstance(withdraw(session, case_no, conversation_id="web:other"), ProofNeeded)
    view = withdraw(session, case_no, conversation_id=CONVERSATION, note="不办了", now=NOW)
    again = withdraw(session, case_no, proof=ID_NUMBER[-6:], now=NOW)
    assert isinstance(view, ProgressView) and view == again and view.label == "撤回"
    case = session.scalars(select(Application)).one()
    case.state = "completed"
    session.flush()
    with pytest.raises(NotAllowed):
        withdraw(session, case_no, conversation_id=CONVERSATION, now=NOW)
