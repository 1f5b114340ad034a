"""一件事: one form, one confirm, one parent, a case an item."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.models import Application, ApplicationEvent, OutboxMessage
from bot.services.applications import (
    corrections,
    drafts,
    filing,
    handling,
    progress,
    urging,
    withdrawing,
)
from bot.services.applications.corrections import Asked
from bot.services.applications.errors import MovesWithParts, NotAllowed
from bot.services.applications.states import State
from bot.services.applications.transitions import transition
from bot.services.applications.views import ProgressView
from bot.services.tasks import lookup
from bot.settings import get_settings
from tests.services.bundle_city import MOTHER, SAID, add_city, fill_bundle, open_bundle
from tests.services.city import CONVERSATION, NOW


@pytest.fixture
def city(both_engines: Engine) -> Any:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        add_city(session)
        yield session


def filed(session: Session, **changed: str) -> tuple[Any, list[Any]]:
    draft_id = open_bundle(session)
    fill_bundle(session, draft_id, **changed)
    filing.file(session, draft_id, NOW)
    session.commit()
    parent = session.get(Application, draft_id)
    parts = session.scalars(select(Application).where(Application.parent_id == draft_id))
    return parent, sorted(parts, key=lambda case: case.id)


def test_one_confirm_files_every_item_under_one_number(city: Session) -> None:
    draft_id = open_bundle(city)
    fill_bundle(city, draft_id)
    receipt = filing.file(city, draft_id, NOW)
    city.commit()
    assert [part.item_code for part in receipt.parts] == [
        "wj-birth-service",
        "hz-birth-registration",
        "yb-resident-enroll",
    ]
    numbers = [receipt.case_no, *(part.case_no for part in receipt.parts)]
    assert len(set(numbers)) == 4
    assert all(part.promised_on is not None for part in receipt.parts)
    again = filing.file(city, draft_id, NOW)
    assert again.already_filed and [part.case_no for part in again.parts] == numbers[1:]


def test_each_case_holds_what_its_own_form_asks(city: Session) -> None:
    _, (service, registration, insurance) = filed(city)
    assert service.applicant_name == registration.applicant_name == "李梅"
    assert service.applicant_id_number == MOTHER
    assert insurance.applicant_name == "王小满" and insurance.applicant_id_number is None
    said = json.loads(registration.answers)["answers"]
    assert said["relation"] == "mother" and said["born_on"] == "2026-11-01"
    assert json.loads(service.answers)["answers"]["state"] == "born"
    note = city.scalars(
        select(ApplicationEvent.note).where(ApplicationEvent.application_id == insurance.id)
    ).first()
    assert note is not None and "公民身份号码" in note


def test_what_does_not_apply_is_not_filed(city: Session) -> None:
    _, parts = filed(city, registered="办过", insure="不要")
    assert [part.item_code for part in parts] == ["hz-birth-registration"]


def test_a_refused_item_leaves_the_others(city: Session) -> None:
    draft_id = open_bundle(city)
    for said in ("母亲", "没有", "要", "不在"):
        result = drafts.answer(city, draft_id, said, NOW)
    assert result.kind == "next" and "生育登记" in result.message and "第十八条" in result.message
    assert result.step.key == "p3_born_here"
    drafts.go_back(city, draft_id, NOW)
    assert drafts.answer(city, draft_id, "在", NOW).message == ""


def test_the_last_item_refused_ends_it(city: Session) -> None:
    draft_id = open_bundle(city)
    for said in ("其他亲属", "办过", "不要", "还没领"):
        result = drafts.answer(city, draft_id, said, NOW)
    assert result.kind == "ineligible" and "出生医学证明" in result.because


def test_a_shared_answer_passes_every_items_check(city: Session) -> None:
    """新生儿参保 takes a birth within a year; 出生登记 alone would take an older one."""
    draft_id = open_bundle(city)
    with pytest.raises(AssertionError, match="一年以内"):
        fill_bundle(city, draft_id, born_on="2024年1月1日")


def test_the_whole_moves_with_its_items(city: Session) -> None:
    parent, parts = filed(city)
    with pytest.raises(MovesWithParts):
        transition(city, parent.id, State.ACCEPTED, "staff", "", NOW)
    handling.accept(city, parts[0].id, "staff", NOW)
    assert parent.state == State.ACCEPTED
    for part in parts[1:]:
        handling.accept(city, part.id, "staff", NOW)
    for part in parts[:2]:
        handling.complete(city, part.id, "staff", NOW, "已办好")
        assert parent.state == State.ACCEPTED
    handling.send_back(city, parts[2].id, "staff", NOW, "重复参保")
    assert parent.state == State.COMPLETED and parent.finished_at == NOW
    city.commit()
    states = city.scalars(
        select(ApplicationEvent.to_state)
        .where(ApplicationEvent.application_id == parent.id)
        .order_by(ApplicationEvent.sequence)
    ).all()
    assert states == ["draft", "submitted", "accepted", "completed"]


def test_progress_by_the_parents_number_shows_all(city: Session) -> None:
    parent, parts = filed(city)
    handling.accept(city, parts[1].id, "staff", NOW)
    found = progress.progress(city, parent.case_no, proof=MOTHER[-6:], now=NOW)
    assert isinstance(found, ProgressView)
    assert [(part.case_no, part.label) for part in found.parts] == [
        (parts[0].case_no, "收件"),
        (parts[1].case_no, "受理"),
        (parts[2].case_no, "收件"),
    ]
    own = progress.list_for_conversation(city, CONVERSATION)
    assert [case.case_no for case in own] == [parent.case_no]


def test_taken_back_as_a_whole_or_by_item(city: Session) -> None:
    parent, parts = filed(city)
    transition(city, parts[0].id, State.WITHDRAWN, "citizen", "", NOW)
    assert parent.state == State.SUBMITTED
    taken = withdrawing.withdraw(city, parent.id, "申请人撤回", NOW)
    assert taken == [parts[1].case_no, parts[2].case_no]
    assert parent.state == State.WITHDRAWN
    assert withdrawing.withdraw(city, parent.id, "", NOW) == []


def test_too_late_to_take_back(city: Session) -> None:
    parent, parts = filed(city)
    for part in parts:
        handling.refuse(city, part.id, "staff", NOW, "材料不符")
    assert parent.state == State.RETURNED
    with pytest.raises(NotAllowed):
        withdrawing.withdraw(city, parent.id, "", NOW)


def test_urging_the_whole_urges_what_waits(city: Session) -> None:
    parent, parts = filed(city)
    handling.accept(city, parts[0].id, "staff", NOW)
    handling.complete(city, parts[0].id, "staff", NOW, "已办好")
    assert urging.urge(city, parent.id, NOW)
    assert not urging.urge(city, parent.id, NOW)
    urged = city.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == "application.urged")).all()
    assert {each["matter_no"] for each in urged} == {parts[1].case_no, parts[2].case_no}


def test_filing_is_told_once_not_once_an_item(city: Session) -> None:
    parent, _ = filed(city)
    told = city.scalars(
        select(OutboxMessage.payload).where(OutboxMessage.kind == "application.submitted")
    ).all()
    assert [each["matter_no"] for each in told] == [parent.case_no]


def test_one_item_is_put_right_and_the_others_go_on(city: Session) -> None:
    parent, parts = filed(city)
    asked = [Asked("field", "address", "拟落户地址", "门牌号不全")]
    handling.ask_to_correct(city, parts[1].id, "staff", NOW, asked)
    handling.accept(city, parts[0].id, "staff", NOW)
    assert (parts[1].state, parent.state) == (State.CORRECTION, State.ACCEPTED)
    corrections.answer(city, parts[1].id, {"address": "云江市江滨区长安路9号2栋"}, NOW)
    assert parts[1].state == State.SUBMITTED
    assert "长安路9号" in json.loads(parts[1].answers)["answers"]["address"]


def test_each_item_is_handed_to_the_system_that_handles_it(
    city: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_INTAKE_URL", "http://127.0.0.1:9")
    get_settings.cache_clear()
    _, parts = filed(city)
    monkeypatch.undo()
    get_settings.cache_clear()
    queued = city.scalars(select(OutboxMessage.payload).where(OutboxMessage.kind == "intake.case")).all()
    assert [each["case_id"] for each in queued] == [part.id for part in parts]


def test_many_bundles_are_all_found_again(city: Session) -> None:
    numbers = []
    for number in range(5):
        draft_id = open_bundle(city, f"again{number}")
        fill_bundle(city, draft_id)
        numbers.append(filing.file(city, draft_id, NOW).case_no)
    city.commit()
    assert [number for number, _ in lookup.own(city, CONVERSATION, "查进度")] == numbers[::-1]


def test_every_number_on_the_receipt_is_found_by_who_can_prove_it(city: Session) -> None:
    draft_id = open_bundle(city)
    fill_bundle(city, draft_id)
    receipt = filing.file(city, draft_id, NOW)
    city.commit()
    proofs = {"yb-resident-enroll": SAID["mobile"][-6:]}  # the child has no number yet
    for each in (receipt, *receipt.parts):
        proof = proofs.get(each.item_code, MOTHER[-6:])
        found = progress.progress(city, each.case_no, proof=proof, now=NOW)
        assert isinstance(found, ProgressView) and found.case_no == each.case_no


def test_nothing_personal_stands_in_clear_in_any_table(city: Session) -> None:
    filed(city, p3_certificate_no="Q123454321")
    draft_id = open_bundle(city, "another")
    fill_bundle(city, draft_id, p3_certificate_no="Q123454321")
    personal = [MOTHER, SAID["mobile"], SAID["name"], SAID["baby_name"], SAID["home"], "Q123454321"]
    for table in Base.metadata.sorted_tables:
        rows = city.execute(text(f'select * from "{table.name}"')).all()
        written = "\n".join(str(value) for row in rows for value in row)
        assert not [each for each in personal if each in written], table.name
