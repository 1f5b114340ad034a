"""The FAQ workspace over HTTP: scopes, conflicts, the gate, and what may be released."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.assistant.timetable import release_what_is_due
from bot.db.base import utc_now
from bot.db.models import Conversation, FaqEntry, FaqGate, FaqWork, Turn
from bot.db.session import read_session, write_session
from bot.nlu.knowledge import knowledge_base
from bot.services.content import CITY_ZONE
from bot.services.faq.import_ import import_files
from bot.services.faq.read import FaqFile
from bot.services.faq.release import publish, published
from tests.services.faq_sample import body, record

NEW_NAME = "permit_benefits"


@pytest.fixture
def city(house: Any) -> Any:
    """Two published entries."""
    with write_session() as session:
        other = record(
            "permit_loss", "补办", question="居住证丢了怎么补办？", answer="到派出所补办，不收费，当场领取。"
        )
        import_files(session, [FaqFile("a.yml", [record(), other])], "a.yml")
        publish(session, "seed")
    knowledge_base._current = None  # what an earlier test's city knew
    yield house
    knowledge_base._current = None


def fields(name: str = NEW_NAME, topic: str = "待遇", **changed: Any) -> dict[str, Any]:
    """A form of the editor's page."""
    draft = body(name, topic, **changed)
    source = {f"source_{key}": value for key, value in draft.pop("source").items()}
    draft["similar"] = "\n".join(draft["similar"])
    draft["audience"] = "、".join(draft["audience"])
    return {key: value or "" for key, value in {**draft, **source}.items() if key != "name"}


def live() -> dict[str, str]:
    with read_session() as session:
        return {view.name: view.answer for view in published(session)}


def run_gate(chen: Any) -> FaqGate:
    chen.send("/staff/release/check")
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with read_session() as session:
            gate = session.scalars(select(FaqGate).order_by(FaqGate.id.desc())).first()  # type: ignore[attr-defined]
        if gate is not None and gate.state != "running":
            return gate
        time.sleep(0.05)
    raise AssertionError("the gate has no end")


def test_an_answer_goes_its_way_over_plain_forms(city: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    page = lin.open(f"/staff/faq/{NEW_NAME}")
    assert "居住证有哪些待遇？" in page
    said = lin.do(
        f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(answer="依法享受六项基本公共服务和七项便利。")
    )
    assert "等另一位同事审核" in said
    assert "依法享受六项" in chen.open(f"/staff/review/{NEW_NAME}")
    assert "已通过" in chen.do(f"/staff/review/{NEW_NAME}/approve", version=1)
    assert "请先做发布检查" in chen.do("/staff/release/publish", gate=1)
    gate = run_gate(chen)
    assert gate.state == "passed", gate.report
    assert gate.report["changed"] == 1 and gate.report["golden"] == 2
    assert "第 2 号版本已发布" in chen.do("/staff/release/publish", gate=gate.id, note="试")
    assert live()[NEW_NAME] == "依法享受六项基本公共服务和七项便利。"
    assert "已回退到第 1 号版本" in chen.do("/staff/release/rollback", sequence=1)
    assert live()[NEW_NAME] == body()["answer"]
    assert "没有第77号" in chen.do("/staff/release/rollback", sequence=77)


def test_the_gate_stops_two_entries_with_one_question(city: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    stolen = [*body()["similar"], "居住证丢了该怎么补办呢"]
    lin.do(f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(similar=[*stolen, "居住证丢了怎么补办啊"]))
    chen.do(f"/staff/review/{NEW_NAME}/approve", version=1)
    with write_session() as session:  # and one whose question is the same letter for letter
        entry = session.scalars(select(FaqEntry).where(FaqEntry.name == "permit_loss")).one()
        entry.question, entry.state = "居住证丢了怎么补办啊", "draft"
    gate = run_gate(chen)
    assert gate.state == "failed"
    assert any("重复" in line for line in gate.report["findings"]) or gate.report["conflicts"]
    assert "通过后才能发布" in chen.do("/staff/release/publish", gate=gate.id)
    assert "检查没有通过" in chen.open("/staff/release")


def test_the_gate_stops_a_change_that_takes_a_golden_question_away(city: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    said = lin.do("/staff/release/golden", text="居住证丢了怎么补办", kind="faq", key="permit_loss")
    assert "必答问题" in said
    assert "已经有了" in lin.do(
        "/staff/release/golden", text="居住证丢了怎么补办", kind="faq", key="permit_loss"
    )
    assert "没有这个问答" in lin.do("/staff/release/golden", text="别的问题", kind="faq", key="nothing")
    lin.do("/staff/faq/permit_loss/withdraw", reason="不用了")
    chen.do("/staff/review/permit_loss/approve", version=1)
    gate = run_gate(chen)
    assert gate.state == "failed"
    assert [row["question"] for row in gate.report["worse"]] == ["居住证丢了怎么补办"]


def test_what_changed_after_the_gate_is_not_released(city: Any, clerk: Any) -> None:
    lin, zhou, chen = clerk("lin", "编辑"), clerk("zhou", "编辑"), clerk("chen", "审核")
    lin.do(f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(category="证件"))
    chen.do(f"/staff/review/{NEW_NAME}/approve", version=1)
    gate = run_gate(chen)
    zhou.do(
        "/staff/faq/permit_loss/submit", version=0, **fields("permit_loss", "补办", question="丢了证怎么办？")
    )
    chen.do("/staff/review/permit_loss/approve", version=1)
    assert "请重新检查" in chen.do("/staff/release/publish", gate=gate.id)


def test_the_impact_names_each_question_whose_answer_changes(city: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    with write_session() as session:
        now = utc_now()
        session.add(
            Conversation(id="web:x", channel="web", created_at=now, last_seen_at=now, expires_at=now, turns=4)
        )
        session.flush()
        for seq, text in enumerate(
            ("居住证有哪些待遇", "居住证有哪些待遇？", "我的号码是138****0000", "公积金"), 1
        ):
            session.add(
                Turn(conversation_id="web:x", seq=seq, user_text=text, replies=[], events=[], created_at=now)
            )
    lin.do(
        f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(answer="依法享受六项基本公共服务和七项便利。")
    )
    chen.do(f"/staff/review/{NEW_NAME}/approve", version=1)
    gate = run_gate(chen)
    assert gate.report["asked"] == 2  # one question asked twice, one that is masked left out
    assert [(row["question"], row["times"]) for row in gate.report["impact"]] == [("居住证有哪些待遇", 2)]


def test_a_conflict_loses_nothing_with_and_without_scripts(city: Any, clerk: Any) -> None:
    lin, zhou = clerk("lin", "编辑"), clerk("zhou", "编辑")
    assert "已保存" in lin.do(f"/staff/faq/{NEW_NAME}/save", version=0, **fields(category="林的"))
    answer = zhou.send(f"/staff/faq/{NEW_NAME}/save", version=0, **fields(category="周的"))
    assert answer.status_code == 409
    assert "周" in answer.text and 'name="category" value="周的"' in answer.text
    part = zhou.client.post(
        f"/staff/faq/{NEW_NAME}/save",
        data={"csrf": zhou.csrf, "version": 0, **fields(category="周的")},
        headers={"X-Part": "1"},
    )
    assert part.status_code == 409 and "<html" not in part.text and 'data-over="1"' in part.text
    assert "已保存" in zhou.do(f"/staff/faq/{NEW_NAME}/save", version=1, **fields(category="周的"))
    with read_session() as session:
        assert session.scalars(select(FaqWork)).one().body["category"] == "周的"


def test_a_refused_submission_keeps_what_was_typed(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    said = lin.do(f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(answer="太短", category="写了很多"))
    assert "还有要改的地方" in said
    assert "写了很多" in lin.open(f"/staff/faq/{NEW_NAME}")


def test_an_expired_session_says_so_beside_the_form(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    lin.client.cookies.clear()
    answer = lin.client.post(f"/staff/faq/{NEW_NAME}/save", data=fields(), headers={"X-Part": "1"})
    assert answer.status_code == 401 and "新标签页登录" in answer.text


def test_roles_and_departments_bound_what_one_may_do(city: Any, clerk: Any) -> None:
    chen, wang = clerk("chen", "审核"), clerk("wang", "办事")
    with write_session() as session:
        from bot.db.models import Department

        session.add(
            Department(
                code="other",
                name="别的局",
                short_name="别的",
                dept_type="1",
                region_code="990100",
                origin="city",
            )
        )
    far = clerk("far", "编辑", departments=("other",))
    assert chen.send(f"/staff/faq/{NEW_NAME}/save", version=0, **fields()).status_code == 403
    assert wang.client.get("/staff/faq").status_code == 403
    assert far.client.get(f"/staff/faq/{NEW_NAME}").status_code == 403
    assert "居住证" not in far.open("/staff/faq").split("<tbody>")[1].split("</tbody>")[0]
    assert far.send(f"/staff/faq/{NEW_NAME}/save", version=0, **fields(department="other")).status_code == 403
    assert far.send("/staff/faq/new", question="别的局的问题怎么问？", department="ga-hz").status_code == 403
    near = clerk("near", "审核", departments=("ga-hz",))
    near.open("/staff/release")
    assert near.send("/staff/release/publish", gate=1).status_code == 403
    assert near.send("/staff/release/rollback", sequence=1).status_code == 403


def test_many_are_approved_at_once_but_never_ones_own(city: Any, clerk: Any) -> None:
    both, chen = clerk("both", "编辑", "审核"), clerk("chen", "编辑", "审核")
    both.do(f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(category="甲"))
    chen.do(
        "/staff/faq/permit_loss/submit", version=0, **fields("permit_loss", "补办", question="证丢了怎么补？")
    )
    ticked = [f"{NEW_NAME}:1", "permit_loss:1", "nothing:1", "x"]
    said = both.do("/staff/review/approve", ticked=ticked)
    assert "已通过 1 条" in said and f"{NEW_NAME}：您参与过" in said
    assert "请先勾选" in both.do("/staff/review/approve")


def test_help_names_the_rival_the_weak_and_the_forbidden(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    draft = fields(
        similar=["居住证丢了怎么补办", "居住证待遇", "居住证待遇呀"],
        answer="据说到派出所补办，尽快办理。",
        valid_to="2020-01-01",
        checked_on="2020-01-01",
    )
    page = lin.send(f"/staff/faq/{NEW_NAME}/help", version=0, **draft).text
    assert "冲突 100%" in page and "居住证丢了怎么补办？" in page
    assert "“据说”" in page and "“尽快”" in page
    assert "已失效" in page and "没有核对依据" in page
    assert "至少8条" in page
    with read_session() as session:
        assert session.scalars(select(FaqWork)).all() == []  # help saves nothing


def test_trying_shows_both_sides(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    said = lin.do("/staff/faq/new", question="灯会门票怎么预约？", department="ga-hz")
    assert "草稿已建立" in said
    page = lin.open("/staff/try", q="灯会门票怎么预约")
    live_side, draft_side = page.split("加上草稿以后")
    assert "<li>灯会门票怎么预约？" not in live_side and "<li>灯会门票怎么预约？" in draft_side
    assert "问题太长" in lin.open("/staff/try", 400, q="问" * 201)


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999", "１"])
def test_a_bad_version_is_no_crash(version: str, city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    assert lin.send(f"/staff/faq/{NEW_NAME}/save", **{**fields(), "version": version}).status_code in (
        400,
        409,
    )


def test_markup_in_words_stays_words(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    evil = "<img src=x onerror=alert(1)>\"'&"
    lin.do(f"/staff/faq/{NEW_NAME}/save", version=0, **fields(question=evil, answer=evil, similar=[evil]))
    for path in (f"/staff/faq/{NEW_NAME}", f"/staff/faq/{NEW_NAME}/history", "/staff/faq"):
        raw = lin.client.get(path).text
        assert "<img src=x" not in raw


def test_a_release_waits_for_its_hour(city: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    near = clerk("near", "审核", departments=("ga-hz",))
    answer = "依法享受六项基本公共服务和七项便利。"
    lin.do(f"/staff/faq/{NEW_NAME}/submit", version=0, **fields(answer=answer))
    chen.do(f"/staff/review/{NEW_NAME}/approve", version=1)
    gate = run_gate(chen)
    chen.open("/staff/release")
    assert "2026-01-31T08:00" in chen.do("/staff/release/schedule", gate=gate.id, due_at="soon")
    assert "60 天之内" in chen.do("/staff/release/schedule", gate=gate.id, due_at="2020-01-31T08:00")
    tomorrow = (utc_now() + timedelta(days=1)).astimezone(CITY_ZONE).strftime("%Y-%m-%dT%H:%M")
    assert "已定在" in chen.do("/staff/release/schedule", gate=gate.id, due_at=tomorrow)
    page = chen.open("/staff/release")
    assert f"定在 <strong>{tomorrow.replace('T', ' ')}</strong> 发布" in page and live()[NEW_NAME] != answer
    number = re.search(r"/staff/release/schedule/(\d+)/cancel", page)
    assert number
    near.open("/staff/release")
    assert near.send(number[0]).status_code == 403
    assert release_what_is_due(utc_now()) is None
    assert release_what_is_due(utc_now() + timedelta(days=2)) == "done"
    assert live()[NEW_NAME] == answer
    assert "不能取消" in chen.do(number[0])
