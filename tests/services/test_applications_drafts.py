"""A draft never loses an answer, and can be walked in both directions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationEvent, Consent
from bot.services.applications import drafts, filing
from bot.services.applications.errors import (
    DraftClosed,
    NoForm,
    NoSuchDraft,
    NotConsented,
    SeveralFields,
    UnknownField,
)
from bot.services.applications.expiry import expire_drafts
from bot.services.applications.workspace import take_up
from tests.services.city import ANSWERS, CONVERSATION, ID_NUMBER, ITEM, NOW, add_item, fill, open_draft


@pytest.fixture
def draft_id(session: Session) -> int:
    add_item(session)
    return open_draft(session)


def test_the_same_opening_is_the_same_draft(session: Session, draft_id: int) -> None:
    assert open_draft(session) == draft_id
    assert open_draft(session, key="k2") != draft_id
    with pytest.raises(NoSuchDraft):
        open_draft(session, conversation="web:somebody-else")
    with pytest.raises(NoForm):
        drafts.open_draft(session, conversation_id="c", item_code="nothing", opening_key="k3", now=NOW)


def test_answers_are_saved_one_by_one_and_found_again(session: Session, draft_id: int) -> None:
    for key in ("local_household", "half_year"):
        assert drafts.current_step(session, draft_id).key == key
        assert drafts.answer(session, draft_id, ANSWERS[key], NOW).kind == "next"
        session.commit()
    session.expire_all()
    found = drafts.find_open_draft(session, CONVERSATION, ITEM, now=NOW)
    assert found is not None and (found.id, found.answered, found.item_name) == (
        draft_id,
        2,
        "居住证首次申领",
    )
    assert found.step is not None and found.step.key == "ground"
    assert drafts.find_open_draft(session, CONVERSATION, "other", now=NOW) is None
    assert drafts.find_open_draft(session, "web:other", now=NOW) is None
    assert drafts.find_open_draft(session, CONVERSATION, now=NOW + timedelta(days=31)) is None


def test_a_refused_answer_changes_nothing(session: Session, draft_id: int) -> None:
    result = drafts.answer(session, draft_id, "在河南", NOW)
    assert (result.kind, result.step.key) == ("refused", "local_household")
    assert drafts.current_step(session, draft_id).key == "local_household"


def test_ineligible_says_because_and_instead(session: Session, draft_id: int) -> None:
    result = drafts.answer(session, draft_id, "是的", NOW)
    assert result.kind == "ineligible"
    assert (
        "户口在云江市的" in result.because
        and result.basis.startswith("《居住证暂行条例》")
        and result.instead
    )
    assert drafts.answer(session, draft_id, "在河南", NOW).kind == "refused"
    assert drafts.answer(session, draft_id, "看错了，不在", NOW).kind == "next"


def test_nothing_personal_is_asked_before_consent(session: Session, draft_id: int) -> None:
    for key in ("local_household", "half_year", "ground"):
        drafts.answer(session, draft_id, ANSWERS[key], NOW)
    assert drafts.current_step(session, draft_id).kind == "consent"
    refused = drafts.answer(session, draft_id, "我不同意", NOW)
    assert refused.kind == "refused" and "窗口" in refused.message
    assert session.scalars(select(Consent)).all() == []
    assert drafts.answer(session, draft_id, "同意", NOW).step.key == "name"
    (consent,) = session.scalars(select(Consent))
    assert (consent.session_id, consent.subject) == (CONVERSATION, f"application:{draft_id}")
    assert "个人信息保护法" in consent.text


def test_no_change_passes_the_consent(session: Session, draft_id: int) -> None:
    for key in ("local_household", "half_year", "ground"):
        drafts.answer(session, draft_id, ANSWERS[key], NOW)
    for name in ("mobile", "手机号", "手机号码", "consent"):
        with pytest.raises(NotConsented, match="同意之后才能填写"):
            drafts.change(session, draft_id, name)
    assert drafts.current_step(session, draft_id).kind == "consent"
    assert drafts.answer(session, draft_id, "13800138000", NOW).kind == "refused"
    assert drafts.change(session, draft_id, "户口").key == "local_household"
    assert drafts.answer(session, draft_id, "不在", NOW).step.kind == "consent"


def test_nothing_personal_is_stored_before_consent_whatever_the_cursor_says(
    session: Session, draft_id: int
) -> None:
    for key in ("local_household", "half_year", "ground"):
        drafts.answer(session, draft_id, ANSWERS[key], NOW)
    case = session.get(Application, draft_id)
    case.cursor = "mobile"
    session.commit()
    assert drafts.answer(session, draft_id, "13800138000", NOW).step.kind == "consent"
    assert drafts.skip(session, draft_id).kind == "refused"
    assert "13800138000" not in case.answers and drafts.review_rows(session, draft_id) == ()


def test_a_doubtful_uscc_is_taken_when_confirmed(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    drafts.change(session, draft_id, "单位统一社会信用代码")
    warned = drafts.answer(session, draft_id, "91110000600037341M", NOW)
    assert warned.kind == "warn" and warned.step.key == "employer_uscc"
    assert drafts.answer(session, draft_id, "不是", NOW).kind == "refused"
    drafts.answer(session, draft_id, "91110000600037341M", NOW)
    done = drafts.answer(session, draft_id, "对的", NOW)
    assert done.kind == "review"
    assert {row.field: row.value for row in done.rows}["employer_uscc"] == "91110000600037341M"
    drafts.change(session, draft_id, "employer_uscc")
    drafts.answer(session, draft_id, "91110000600037341M", NOW)
    assert drafts.answer(session, draft_id, "91110000600037341L", NOW).kind == "review"  # typed anew


def test_the_review_is_masked(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    rows = {row.label: row.value for row in drafts.review_rows(session, draft_id)}
    assert rows["姓名"] == "张*" and rows["手机号码"] == "138****8000"
    assert rows["公民身份号码"] == f"110101********{ID_NUMBER[-4:]}"
    assert rows["来本市居住日期"] == "2025年5月3日" and rows["领取方式"] == "邮寄"
    assert rows["备注"] == "（未填写）" and "18号" not in rows["现居住地址"]
    assert drafts.answer(session, draft_id, "随便说点什么", NOW).kind == "review"


@pytest.mark.parametrize(
    "name", ["mobile", "手机号码", "改手机号", "手机写错了", "手機號", "电话", "3", "第三项"]
)
def test_any_field_is_changed_by_name(session: Session, draft_id: int, name: str) -> None:
    fill(session, draft_id)
    assert drafts.change(session, draft_id, name).key == "mobile"
    assert drafts.current_step(session, draft_id).key == "mobile"
    assert drafts.answer(session, draft_id, "12345", NOW).kind == "refused"
    result = drafts.answer(session, draft_id, "13912345678", NOW)
    assert result.kind == "review" and result.understood == "139****5678"


def test_an_unclear_change_lists_what_there_is(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    with pytest.raises(UnknownField, match="姓名、公民身份号码"):
        drafts.change(session, draft_id, "头像")
    with pytest.raises(SeveralFields, match="现居住地址、邮寄地址"):
        drafts.change(session, draft_id, "地址")


def test_a_change_asks_what_it_makes_necessary_and_forgets_what_it_does_not(
    session: Session, draft_id: int
) -> None:
    fill(session, draft_id, delivery="自取")
    drafts.change(session, draft_id, "ground")
    result = drafts.answer(session, draft_id, "租房", NOW)
    assert (result.kind, result.step.key) == ("next", "housing")
    assert drafts.answer(session, draft_id, "租的", NOW).kind == "review"
    fields = [row.field for row in drafts.review_rows(session, draft_id)]
    assert "housing" in fields and "employer" not in fields


def test_back_and_skip(session: Session, draft_id: int) -> None:
    assert drafts.go_back(session, draft_id).key == "local_household"
    for key in ("local_household", "half_year", "ground", "consent"):
        drafts.answer(session, draft_id, ANSWERS[key], NOW)
    assert drafts.skip(session, draft_id).kind == "refused"
    assert drafts.go_back(session, draft_id).key == "ground"
    assert drafts.skip(session, draft_id).step.key == "name"  # the earlier answer stands
    fill(session, draft_id)
    assert drafts.go_back(session, draft_id).key == "remark"
    assert drafts.go_back(session, draft_id).key == "mail_address"
    assert drafts.skip(session, draft_id).kind == "review"


def test_a_cancelled_draft_keeps_nothing(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    drafts.cancel(session, draft_id)
    session.commit()
    case = session.get(Application, draft_id)
    assert (case.state, case.answers) == ("cancelled", None)
    with pytest.raises(DraftClosed, match="已取消"):
        drafts.answer(session, draft_id, "张三", NOW)
    with pytest.raises(DraftClosed):
        filing.file(session, draft_id, NOW)
    with pytest.raises(NoSuchDraft):
        drafts.current_step(session, 999)
    assert drafts.find_open_draft(session, CONVERSATION, now=NOW) is None


def test_an_old_draft_expires(session: Session, draft_id: int) -> None:
    assert expire_drafts(session, NOW) == 0
    assert expire_drafts(session, NOW + timedelta(days=31)) == 1
    assert [e.to_state for e in session.scalars(select(ApplicationEvent))] == ["draft", "expired"]


def test_nothing_personal_is_in_clear_in_the_database(session: Session, draft_id: int) -> None:
    fill(session, draft_id)
    filing.file(session, draft_id, NOW)
    session.commit()
    stored = ""
    for table in ("application", "application_event", "consent", "outbox_message", "proof_attempt"):
        stored += str(session.execute(text(f"SELECT * FROM {table}")).all())
    for value in ("张三", ID_NUMBER, "13800138000", "幸福路", "好运餐饮"):
        assert value not in stored


def test_a_draft_is_held_for_one_transaction_only(engine: Engine, session: Session, draft_id: int) -> None:
    session.commit()
    assert drafts.held(session, draft_id).answered == 0
    assert take_up(session, draft_id) is take_up(session, draft_id)
    before = take_up(session, draft_id)
    session.commit()
    with Session(engine, future=True) as other:
        drafts.answer(other, draft_id, ANSWERS["local_household"], NOW)
        other.commit()
    assert take_up(session, draft_id) is not before
    assert drafts.held(session, draft_id).answered == 1


def test_a_draft_closed_while_held_is_closed(session: Session, draft_id: int) -> None:
    drafts.held(session, draft_id)
    drafts.cancel(session, draft_id, NOW)
    with pytest.raises(DraftClosed):
        drafts.held(session, draft_id)
