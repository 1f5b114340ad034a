"""One-time codes and draft codes: hashed, once, limited, expiring, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.models import Application, OneTimeCode, OutboxMessage
from bot.services.applications import draft_codes, drafts, expiry
from bot.services.applications.draft_codes import CodeWrong
from bot.services.identity import codes, privacy
from bot.services.identity.codes import MOST_WRONG, PAUSE, VALID_FOR, CodeRefused
from bot.services.identity.proven import citizen_of, forget_proofs, log_out, prove, proven
from bot.services.matters import ProofRequired, admit, own_numbers
from bot.settings import get_settings
from tests.services.city import CONVERSATION, ITEM, NOW, add_item, fill, open_draft

MOBILE = "13800138000"
WHO, OTHER = "web:who", "web:other"


def issue(session: Session, mobile: str = MOBILE, who: str = WHO, now: object = NOW) -> str:
    """The code that was made."""
    made = codes.issue(session, mobile, "log_in", who, now)  # type: ignore[arg-type]
    return str(session.get(OneTimeCode, made.id).code)


def redeem(session: Session, typed: str, who: str = WHO, now: object = NOW) -> None:
    codes.redeem(session, typed, MOBILE, "log_in", who, now)  # type: ignore[arg-type]


def test_a_code_opens_once_for_its_own_conversation_in_its_time(session: Session) -> None:
    code = issue(session)
    with pytest.raises(CodeRefused):
        redeem(session, code, OTHER)
    with pytest.raises(CodeRefused):
        redeem(session, code, now=NOW + VALID_FOR)
    redeem(session, f" {code[:3]} {code[3:]} ")
    with pytest.raises(CodeRefused):
        redeem(session, code)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tries=st.lists(st.from_regex(r"[0-9]{6}", fullmatch=True), min_size=MOST_WRONG, max_size=12))
def test_nobody_has_more_than_five_guesses(session: Session, tries: list[str]) -> None:
    session.query(OneTimeCode).delete()
    code = issue(session)
    for typed in [each for each in tries if each != code][:MOST_WRONG]:
        with pytest.raises(CodeRefused):
            redeem(session, typed)
    wrong = session.scalars(select(OneTimeCode.wrong)).one()
    if wrong == MOST_WRONG:
        with pytest.raises(CodeRefused):
            redeem(session, code)


def test_no_code_stands_in_clear_in_any_table(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session:
        code = issue(session)
        session.commit()
        for table in ("one_time_code", "outbox_message"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            assert rows and code not in str([tuple(row)[1:] for row in rows if "encrypted" not in row])
            assert MOBILE not in str(rows)


def test_how_many_codes_one_mobile_and_one_conversation_get(session: Session) -> None:
    now = NOW
    for _ in range(5):
        issue(session, now=now)
        with pytest.raises(CodeRefused):
            issue(session, who=OTHER, now=now)  # the pause is the mobile's, whoever asks
        now += PAUSE
    with pytest.raises(CodeRefused, match="一小时后"):
        issue(session, who=OTHER, now=now)
    for n in range(6):
        issue(session, f"1390000000{n}", "web:greedy", now)
    with pytest.raises(CodeRefused, match="取验证码的次数太多"):
        issue(session, "13900000009", "web:greedy", now)


def test_a_forgotten_codes_message_never_stands_for_a_new_one(session: Session) -> None:
    """SQLite gives the id of a deleted row again: its message must be sent all the same."""
    issue(session)
    session.query(OneTimeCode).delete()
    issue(session, now=NOW + timedelta(days=2))
    assert session.query(OutboxMessage).filter_by(kind="sms.code").count() == 2


def test_one_code_proves_once_however_many_type_it_at_once(both_engines: Engine) -> None:
    make = sessionmaker(both_engines, future=True, expire_on_commit=False)
    with make.begin() as session:
        code = issue(session)

    def one(_: int) -> bool:
        with make.begin() as session:
            try:
                redeem(session, code)
            except CodeRefused:
                return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(one, range(20))) == 1


def test_twenty_at_once_get_one_message(both_engines: Engine) -> None:
    make = sessionmaker(both_engines, future=True, expire_on_commit=False)

    def one(n: int) -> bool:
        with make.begin() as session:
            try:
                codes.issue(session, MOBILE, "log_in", f"web:{n}", NOW)
            except CodeRefused:
                return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(one, range(20))) == 1


def test_a_proof_lasts_its_time_and_what_was_done_stays_ones_own(session: Session) -> None:
    add_item(session)
    draft_id = open_draft(session)
    fill(session, draft_id)
    from bot.services.applications import filing

    number = filing.file(session, draft_id, NOW).case_no
    citizen = prove(session, CONVERSATION, MOBILE, "web", NOW)
    session.expire_all()
    assert session.get(Application, draft_id).citizen_id == citizen.id
    over = NOW + timedelta(minutes=get_settings().proof_minutes)
    assert proven(session, CONVERSATION, over) is None
    forget_proofs(session, over)
    with pytest.raises(ProofRequired):
        admit(session, number, OTHER, None, NOW)
    prove(session, OTHER, MOBILE, "web", over)
    assert admit(session, number, OTHER, None, over)[1].id == draft_id
    assert [row.case_no for _, row in own_numbers(session, OTHER, ("application",), over)] == [number]
    assert log_out(session, OTHER, over)
    assert own_numbers(session, OTHER, ("application",), over) == []


def test_somebody_elses_proof_opens_nothing_of_mine(session: Session) -> None:
    add_item(session)
    draft_id = open_draft(session)
    fill(session, draft_id)
    prove(session, CONVERSATION, MOBILE, "web", NOW)
    prove(session, CONVERSATION, "13900000000", "web", NOW)  # the next person at the same screen
    assert own_numbers(session, CONVERSATION, ("application",), NOW) == []


def test_a_draft_goes_on_elsewhere_once_and_only_for_its_own_mobile(session: Session) -> None:
    add_item(session)
    draft_id = open_draft(session)
    fill(session, draft_id)
    before = drafts.view(session, draft_id).step
    code = draft_codes.give(session, draft_id, NOW)
    stranger = citizen_of(session, "13900000000", NOW)
    with pytest.raises(CodeWrong, match="手机号"):
        draft_codes.take_over(session, code, stranger, OTHER, NOW)
    code = draft_codes.give(session, draft_id, NOW)
    owner = citizen_of(session, MOBILE, NOW)
    with pytest.raises(CodeWrong):
        draft_codes.take_over(session, code, owner, OTHER, NOW + draft_codes.VALID_FOR)
    code = draft_codes.give(session, draft_id, NOW)
    assert draft_codes.take_over(session, code.lower(), owner, OTHER, NOW).session_id == OTHER
    assert drafts.view(session, draft_id).step == before
    with pytest.raises(CodeWrong):
        draft_codes.take_over(session, code, owner, "web:third", NOW)


def test_guessing_draft_codes_is_limited(session: Session) -> None:
    add_item(session)
    draft_id = open_draft(session)
    code = draft_codes.give(session, draft_id, NOW)
    citizen = citizen_of(session, MOBILE, NOW)
    for n in range(5):
        with pytest.raises(CodeWrong):
            draft_codes.take_over(session, f"AAAA-AAA{n + 2}", citizen, OTHER, NOW)
    with pytest.raises(CodeWrong, match="一小时后"):
        draft_codes.take_over(session, code, citizen, OTHER, NOW)


def test_who_has_a_draft_is_told_once_before_it_ends(session: Session) -> None:
    add_item(session)
    open_draft(session)
    session.flush()
    for days in (1, 26, 28, 29):
        expiry.warn_drafts(session, NOW + timedelta(days=days))
    assert session.query(OutboxMessage).filter_by(kind="draft.expiring").count() == 1


def test_erased_means_found_by_nobody_and_nothing_under_way_is_lost(both_engines: Engine) -> None:
    from bot.services.applications import filing

    with Session(both_engines, future=True, expire_on_commit=False) as session:
        add_item(session)
        draft_id = open_draft(session)
        fill(session, draft_id)
        number = filing.file(session, draft_id, NOW).case_no
        second = drafts.open_draft(
            session, conversation_id=CONVERSATION, item_code=ITEM, opening_key="k2", now=NOW
        ).id
        citizen = prove(session, CONVERSATION, MOBILE, "web", NOW)
        held = privacy.export(session, citizen)
        assert [each["number"] for each in held["applications"]] == [number, None]
        assert held["applications"][0]["name"] == "张三"
        done = privacy.erase(session, citizen, "citizen", NOW)
        assert (done.drafts, done.in_progress) == (1, (number,))
        case = session.get(Application, draft_id)
        assert case.state == "submitted" and case.applicant_name == "张三"
        assert session.get(Application, second).answers is None
        assert proven(session, CONVERSATION, NOW) is None
        again = citizen_of(session, MOBILE, NOW)
        assert again.id != citizen.id
