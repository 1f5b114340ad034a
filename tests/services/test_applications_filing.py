"""One draft, one case, one receipt; nothing incomplete is filed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.crypto import blind_index
from bot.db.models import (
    Application,
    ApplicationEvent,
    Consent,
    Department,
    HolidayOverride,
    OutboxMessage,
    ServiceItem,
)
from bot.services.applications import drafts, filing
from bot.services.applications.content import DraftContent
from bot.services.applications.errors import DraftClosed, NotReady
from bot.services.applications.numbers import normalise_case_no
from tests.services.city import ANSWERS, ID_NUMBER, ITEM, NOW, add_item, fill, open_draft


@pytest.fixture
def draft_id(session: Session) -> int:
    add_item(session)
    return open_draft(session)


def test_the_receipt(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    assert filing.receipt_of(session, draft_id) is None
    receipt = filing.file(session, draft_id, NOW)
    assert normalise_case_no(receipt.case_no) == receipt.case_no and receipt.case_no.startswith("01D1123")
    assert (receipt.item_code, receipt.item_name) == (ITEM, "居住证首次申领")
    assert (receipt.promised_on, receipt.statutory_on) == (date(2026, 12, 3), date(2026, 12, 8))
    assert (receipt.filed_at, receipt.already_filed, receipt.estimated) == (NOW, False, False)


def test_filed_again_it_is_the_same_case(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    first = filing.file(session, draft_id, NOW)
    session.commit()
    session.expire_all()
    again = filing.file(session, draft_id, NOW + timedelta(days=1))
    assert again.already_filed and again.case_no == first.case_no and again.promised_on == first.promised_on
    assert filing.receipt_of(session, draft_id) == again
    assert [e.to_state for e in session.scalars(select(ApplicationEvent))] == ["draft", "submitted"]
    (notice,) = session.scalars(select(OutboxMessage))
    assert notice.payload["matter_no"] == first.case_no and notice.kind == "application.submitted"
    with pytest.raises(DraftClosed, match="已经提交"):
        drafts.answer(session, draft_id, "张三", NOW)


def test_a_rolled_back_filing_can_be_done_again(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    filing.file(session, draft_id, NOW)
    session.rollback()
    assert not filing.file(session, draft_id, NOW).already_filed
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_only_what_applies_is_filed(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    drafts.change(session, draft_id, "ground")
    drafts.answer(session, draft_id, "上学", NOW)
    fill(session, draft_id)
    filing.file(session, draft_id, NOW)
    case = session.get(Application, draft_id)
    answers = DraftContent.read(case.answers).answers
    assert answers["school"] == "云江大学" and "employer" not in answers
    assert (case.applicant_name, case.applicant_id_number, case.contact_mobile) == (
        "张三",
        ID_NUMBER,
        "13800138000",
    )
    assert case.applicant_index == blind_index(ID_NUMBER, "id_number")
    assert case.cursor is None and case.expires_at is None


def test_an_unfinished_draft_is_not_filed(session: Session, draft_id: int) -> None:
    with pytest.raises(NotReady) as stopped:
        filing.file(session, draft_id, NOW)
    assert stopped.value.step.key == "local_household"
    fill(session, draft_id)
    drafts.change(session, draft_id, "手机号码")
    with pytest.raises(NotReady, match="手机号码"):
        filing.file(session, draft_id, NOW)
    drafts.skip(session, draft_id)
    assert filing.file(session, draft_id, NOW)


def test_without_consent_nothing_is_filed(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    (consent,) = session.scalars(select(Consent))
    consent.withdrawn_at = NOW
    session.flush()
    with pytest.raises(NotReady, match="同意"):
        filing.file(session, draft_id, NOW)


def test_every_answer_is_checked_again(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    case = session.get(Application, draft_id)
    for key, value, words in [
        ("id_number", "110101199003071230", "校验位"),
        ("arrived_on", "2026-11-01", "不满半年"),
        ("ground", "none", "三个条件之一"),
    ]:
        content = DraftContent.read(case.answers)
        kept, content.answers[key] = content.answers[key], value
        case.answers = content.write()
        session.flush()
        with pytest.raises(NotReady, match=words) as stopped:
            filing.file(session, draft_id, NOW)
        assert stopped.value.step.key == key
        content.answers[key] = kept
        case.answers = content.write()
    session.flush()
    assert filing.file(session, draft_id, NOW)


def test_deadlines_know_the_overrides_of_the_city(session: Session, draft_id: int) -> None:
    session.add(HolidayOverride(day=date(2026, 12, 3), is_working=False, name="停电"))
    fill(session, draft_id)
    assert filing.file(session, draft_id, NOW).promised_on == date(2026, 12, 4)


def test_two_openings_are_two_cases(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    other = open_draft(session, key="k2")
    fill(session, other, **{**ANSWERS, "delivery": "自取"})
    assert filing.file(session, draft_id, NOW).case_no != filing.file(session, other, NOW).case_no


def test_a_draft_is_filed_with_whom_the_item_belongs_to_by_then(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    row = {"name": "云江市政务服务局", "short_name": "政务", "dept_type": "1", "region_code": "990100"}
    session.add(Department(code="zw", origin="city", **row))
    session.flush()
    item = session.scalars(select(ServiceItem)).one()
    item.department_id = session.scalars(select(Department.id).where(Department.code == "zw")).one()
    session.flush()
    session.expire_all()
    filing.file(session, draft_id, NOW)
    assert session.get(Application, draft_id).department_code == "zw"  # type: ignore[union-attr]
