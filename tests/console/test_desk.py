"""The desk over HTTP: who waits, one agent a chat, what is said reaches the citizen, nothing shown that may not be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.console.desk.suggest import suggestions
from bot.console.faq.ask import only_read
from bot.console.faq.candidate import knowledge_of
from bot.db.base import utc_now
from bot.db.columns import col
from bot.db.models import AuditLog, Department, Handover, StaffSession
from bot.db.session import read_session, write_session
from bot.evaluation.sample_files import jpeg
from bot.services.handover import asking, hours, leaving, transcript, typing
from bot.services.notices import events
from bot.services.uploads import keep
from bot.services.uploads.inspect import inspect
from bot.settings import get_settings

WEB = "web:citizen"


def ask(conversation: str = WEB) -> int:
    with write_session() as session:
        return asking.ask(session, conversation, conversation.partition(":")[0], utc_now()).standing.id


def said(chat: int, text: str) -> None:
    with write_session() as session:
        assert asking.hear(session, chat, text, utc_now()) is not None


def heard(conversation: str = WEB) -> list[str]:
    with read_session() as session:
        return [each.message["text"] for each in events.after(session, conversation, 0)]


def row(chat: int) -> Any:
    with read_session() as session:
        return session.get(Handover, chat)


def on(clerk: Any) -> Any:
    clerk.open("/staff/desk")
    assert "已上岗" in clerk.do("/staff/desk/duty", on="1")
    return clerk


@pytest.fixture(autouse=True)
def always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the hour is where the tests run."""
    monkeypatch.setattr(hours, "is_open", lambda *_: True)


@pytest.fixture
def lin(house: Any, clerk: Any) -> Any:
    return on(clerk("lin", "坐席"))


def test_only_agents_have_a_desk(house: Any, clerk: Any) -> None:
    wang = clerk("wang", "办事")
    for path in (
        "/staff/desk",
        "/staff/desk/1",
        "/staff/desk/letters",
        "/staff/desk/canned",
        "/staff/desk/1/live",
    ):
        wang.open(path, 403)
    assert wang.send("/staff/desk/1/claim").status_code == 403
    assert "接待市民" not in wang.open("/staff/")


def test_who_waits_is_claimed_and_the_second_is_told(lin: Any, clerk: Any) -> None:
    zhou = on(clerk("zhou", "坐席"))
    chat = ask()
    said(chat, "我的号码 13912345678")
    page = lin.open("/staff/desk")
    assert "排队 1 人" in page and "139****5678" in page and "13912345678" not in page
    assert "待回复的留言" not in page and "1" in lin.open("/staff/")
    answer = lin.send(f"/staff/desk/{chat}/claim")
    assert answer.headers["location"] == f"/staff/desk/{chat}"
    assert "正由 lin 接待" in zhou.do(f"/staff/desk/{chat}/claim")
    page = zhou.open(f"/staff/desk/{chat}")
    assert "正由 lin 接待" in page and "139****5678" not in page
    assert zhou.send(f"/staff/desk/{chat}/say", text="我来").status_code == 303
    assert len(heard()) == 1
    assert "同事正在接待" in zhou.open("/staff/desk/queue")


def test_a_talk(lin: Any) -> None:
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    page = lin.open(f"/staff/desk/{chat}")
    assert "回复市民" in page and "为您服务" in page
    for _ in range(2):  # sent twice
        assert (
            lin.client.post(
                f"/staff/desk/{chat}/say",
                data={"csrf": lin.csrf, "key": "k1", "text": "您好，<b>请讲</b>"},
                headers={"X-Part": "1"},
            ).status_code
            == 204
        )
    assert lin.send(f"/staff/desk/{chat}/typing").status_code == 204
    assert row(chat).agent_typing_at is not None
    assert heard()[1:] == [f"【人工 {row(chat).agent_no} 号】您好，<b>请讲</b>"]
    said(chat, "证件 410184199003150013 办居住证")
    with write_session() as session:
        typing.note(session, WEB, "还想问", utc_now())
    part = lin.open(f"/staff/desk/{chat}/live", after=2)
    assert "410184********0013" in part and "您好" not in part and "正在输入：还想问" in part
    assert "市民" in part and 'data-last="3"' in part
    lin.open(f"/staff/desk/{chat}")
    lin.do(f"/staff/desk/{chat}/reveal")
    assert "410184199003150013" in lin.open(f"/staff/desk/{chat}")
    assert "只有坐席" in lin.do(f"/staff/desk/{chat}/note", text="老人家，慢慢说")
    assert "已转回" in lin.do(f"/staff/desk/{chat}/back")
    page = lin.open(f"/staff/desk/{chat}")
    assert "已结束" in page and "回复市民" not in page
    with read_session() as session:
        actions = session.scalars(select(AuditLog.action).where(col(AuditLog.action).like("desk.%"))).all()
    assert sorted(actions) == ["desk.claim", "desk.hand_back", "desk.on", "desk.reveal"]


@pytest.mark.parametrize("text", ["", "好" * 1001])
def test_words_that_cannot_be_said_are_not_lost(lin: Any, text: str) -> None:
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    lin.open(f"/staff/desk/{chat}")
    answer = lin.client.post(
        f"/staff/desk/{chat}/say", data={"csrf": lin.csrf, "text": text}, headers={"X-Part": "1"}
    )
    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert len(heard()) == 1


def test_the_transcript_needs_consent(lin: Any) -> None:
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    assert "还没有同意" in lin.open(f"/staff/desk/{chat}")
    with write_session() as session:
        transcript.decide(session, session.get(Handover, chat), False, utc_now())
    assert "不同意查看" in lin.open(f"/staff/desk/{chat}")


def test_a_service_is_sent_and_only_one_there_is(lin: Any) -> None:
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    lin.open(f"/staff/desk/{chat}")
    assert "请选择" in lin.do(f"/staff/desk/{chat}/offer", item="made-up")
    assert "请选择" in lin.do(f"/staff/desk/{chat}/offer", item="")
    assert len(heard()) == 1


def test_a_transfer_goes_to_who_is_there(lin: Any, clerk: Any) -> None:
    with write_session() as session:
        session.add(
            Department(
                code="gjj",
                name="公积金中心",
                short_name="公积金",
                dept_type="1",
                region_code="990100",
                origin="city",
            )
        )
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    assert "没有别的坐席在岗" in lin.open(f"/staff/desk/{chat}")
    assert "没有别的坐席" in lin.do(f"/staff/desk/{chat}/transfer", group="gjj", text="公积金的事")
    assert "没有这个部门" in lin.do(f"/staff/desk/{chat}/transfer", group="nowhere", text="x")
    he = on(clerk("he", "坐席", departments=("gjj",)))
    assert '<option value="gjj">公积金</option>' in lin.open(f"/staff/desk/{chat}")
    assert "转接说明是空的" in lin.do(f"/staff/desk/{chat}/transfer", group="gjj", text=" ")
    assert "公积金中心" in lin.do(f"/staff/desk/{chat}/transfer", group="gjj", text="公积金的事")
    assert "公积金" in he.open("/staff/desk")
    he.send(f"/staff/desk/{chat}/claim")
    assert "公积金的事" in he.open(f"/staff/desk/{chat}")
    other = clerk("sun", "坐席", departments=("ga-hz",))
    other.open(f"/staff/desk/{chat}", 403)


def test_messages_left_are_answered_once(house: Any, clerk: Any) -> None:
    chat = ask()  # nobody is there
    with write_session() as session:
        leaving.begin(session, chat, utc_now())
        leaving.leave(session, chat, "请回电 13912345678", utc_now())
    lin, zhou = clerk("lin", "坐席"), clerk("zhou", "坐席")
    page = lin.open("/staff/desk/letters")
    assert "139****5678" in page and "13912345678" not in page
    assert "记入审计日志" in lin.do(f"/staff/desk/letters/{chat}/reveal")
    assert "13912345678" in lin.open("/staff/desk/letters")
    assert "139****5678" in zhou.open("/staff/desk/letters")
    assert "已发给市民" in lin.do(f"/staff/desk/letters/{chat}/answer", text="已回电")
    zhou.open("/staff/desk/letters")
    assert "已由 lin 回复" in zhou.do(f"/staff/desk/letters/{chat}/answer", text="我也回")
    assert len(heard()) == 1 and "已回电" in heard()[0]
    assert "已回电" in lin.open("/staff/desk/letters", done=1)


def test_canned_answers_are_written_and_offered(lin: Any) -> None:
    lin.open("/staff/desk/canned")
    assert "已保存" in lin.do("/staff/desk/canned/save", title="问好", body="您好，请讲。")
    assert "换个名称" in lin.do("/staff/desk/canned/save", title="问好", body="x")
    assert "名称是空的" in lin.do("/staff/desk/canned/save", title="", body="x")
    assert "页面已过时" in lin.do("/staff/desk/canned/save", id="x", title="a", body="b")
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    page = lin.open(f"/staff/desk/{chat}")
    assert "您好，请讲。" in page and 'aria-keyshortcuts="Alt+1"' in page
    lin.open("/staff/desk/canned")
    assert "已删除" in lin.do("/staff/desk/canned/1/remove")
    assert "已保存" in lin.do("/staff/desk/canned/absent", body="都去开会了，11 点回来。")
    lin.open("/staff/desk")
    assert "已暂离" in lin.do("/staff/desk/duty", on="0")
    with write_session() as session:
        assert "11 点回来" in asking.ask(session, "web:2", "web", utc_now()).text


def test_a_file_of_the_citizen_is_fetched_by_who_holds_the_chat(
    lin: Any, clerk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_FILES_DIR", str(tmp_path / "files"))
    get_settings.cache_clear()
    zhou = clerk("zhou", "坐席")
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    with write_session() as session:
        kept = keep.add(session, WEB, inspect(jpeg(), "p.jpg"), utc_now())
        asking.hear(session, chat, "［文件］", utc_now(), file_id=kept.file_id)
    assert f"/staff/desk/{chat}/files/2" in lin.open(f"/staff/desk/{chat}")
    answer = lin.client.get(f"/staff/desk/{chat}/files/2")
    assert answer.status_code == 200 and answer.content[:2] == b"\xff\xd8"
    assert "没有这个文件" in lin.open(f"/staff/desk/{chat}/files/1", 400)
    zhou.open(f"/staff/desk/{chat}/files/2", 403)


def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(lin: Any) -> None:
    def seen() -> Any:
        with read_session() as session:
            return session.scalars(select(StaffSession.seen_at)).one()

    with write_session() as session:
        before = utc_now() - timedelta(minutes=5)
        session.query(StaffSession).update({"seen_at": before})
    assert lin.client.get("/staff/desk/queue", headers={"X-Live": "1", "X-Part": "1"}).status_code == 200
    assert seen() == before
    lin.open("/staff/desk")
    assert seen() > before


def test_nothing_there_gets_words(lin: Any) -> None:
    assert "没有这个会话" in lin.open("/staff/desk/999", 400)
    assert "没有这个会话" in lin.do("/staff/desk/999/claim")
    for number in ("abc", "0", "-1", "99999999999999999999"):
        lin.open(f"/staff/desk/{number}", 422)
        lin.open(f"/staff/desk/{number}/live", 422)
        assert lin.send(f"/staff/desk/{number}/claim").status_code == 422
    lin.open("/staff/desk/999/live", 400)


def test_suggested_is_what_the_assistant_would_have_said(house: Any) -> None:
    with read_session() as session:
        knowledge = knowledge_of(session, [])
    found = suggestions(only_read("居住证要带什么材料"), knowledge)
    assert found and "居住证" in found[0].title and "居民身份证" in found[0].text
    assert suggestions(only_read("咕噜咕噜哇啦"), knowledge) == []


def test_suggestions_are_for_who_holds_the_chat(lin: Any, clerk: Any) -> None:
    zhou = clerk("zhou", "坐席")
    chat = ask()
    lin.send(f"/staff/desk/{chat}/claim")
    assert "市民说话以后" in lin.open(f"/staff/desk/{chat}/suggest")
    zhou.open(f"/staff/desk/{chat}/suggest", 403)
