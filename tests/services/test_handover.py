"""Handing over to a person and back: who waits where, who may do what, what is told; a whole talk on both engines."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from bot.db.models import AuditLog, Consent, Department, HandoverEvent, HolidayOverride, Turn
from bot.db.models.conversation import Conversation
from bot.services.content import CITY_ZONE
from bot.services.handover import (
    asking,
    canned,
    duty,
    forget,
    holding,
    hours,
    leaving,
    lines,
    listing,
    sweep,
    transcript,
    typing,
    words,
)
from bot.services.handover.errors import DeskError
from bot.services.handover.states import State
from bot.services.staff.errors import NotAllowed
from tests.services.desk_days import HE, LIN, NIGHT, NOW, WEB, ZHOU, DeskDay


@pytest.fixture
def desk(engine: Engine) -> DeskDay:
    return DeskDay(engine)


@pytest.fixture
def either_desk(both_engines: Engine) -> DeskDay:
    return DeskDay(both_engines)


def claim(desk: DeskDay, handover_id: int, actor: str = LIN, number: int = 7) -> None:
    with desk.session() as session:
        holding.claim(session, {}, handover_id, actor, number, (), desk.now)


def test_who_asks_waits_in_order_and_once(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    first = desk.ask()
    desk.later(minutes=1)
    second = desk.ask("telegram:2")
    assert (first.standing.state, first.standing.position) == (State.WAITING, 1)
    assert second.standing.position == 2 and "前面还有 1 位" in second.text
    again = desk.ask()
    assert again.standing.id == first.standing.id and again.standing.position == 1
    claim(desk, first.standing.id)
    assert desk.ask("telegram:2").standing.position == 1


@pytest.mark.parametrize(
    "at",
    [NIGHT, NOW.replace(hour=12, minute=30), NOW.replace(day=7), datetime(2026, 10, 1, 10, tzinfo=CITY_ZONE)],
)
def test_outside_hours_a_message_can_be_left(desk: DeskDay, at: datetime) -> None:
    desk.on_duty(LIN)
    desk.now = at
    asked = desk.ask()
    assert asked.standing.state is State.MISSED and "9:00–12:00" in asked.text and "12345" in asked.text
    assert asked.choices == (("留言", "leave"),)


def test_a_weekend_that_is_worked_is_worked(desk: DeskDay) -> None:
    saturday = NOW.replace(day=7)
    with desk.session() as session:
        assert not hours.is_open(session, saturday)
        session.add(HolidayOverride(day=saturday.date(), is_working=True, name="调休"))
        session.flush()
        assert hours.is_open(session, saturday)


def test_nobody_on_duty_says_what_staff_wrote(desk: DeskDay) -> None:
    assert "暂时都不在线" in desk.ask().text
    with desk.session() as session:
        canned.set_absent(session, "坐席正在开会，11 点回来。", LIN, desk.now)
    assert "11 点回来" in desk.ask("web:2").text
    with desk.session() as session:
        canned.set_absent(session, " ", LIN, desk.now)
        assert canned.absent(session) == ""


def test_an_agent_who_closed_the_page_is_not_on_duty(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    desk.later(minutes=2)
    with desk.session() as session:
        duty.seen(session, LIN, (), desk.now)
    desk.later(minutes=2)
    assert desk.ask().standing.state is State.WAITING
    desk.later(minutes=2)
    assert desk.ask("web:2").standing.state is State.MISSED


def test_overtime_counts_until_the_next_hours_end(desk: DeskDay) -> None:
    desk.now = NIGHT
    desk.on_duty(LIN)
    assert desk.ask().standing.state is State.WAITING


def test_the_second_agent_gets_clear_words(desk: DeskDay) -> None:
    desk.on_duty(LIN, ZHOU)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with pytest.raises(DeskError, match="正由 lin 接待"):
        claim(desk, chat, ZHOU, 8)
    with pytest.raises(DeskError, match="已经在接待"):
        claim(desk, chat)
    with desk.session() as session, pytest.raises(DeskError, match="正由 lin 接待"):
        holding.speak(session, {}, chat, ZHOU, "您好", desk.now)
    assert desk.heard() == [words.connected(7)]


def test_a_talk_with_a_person(either_desk: DeskDay) -> None:
    desk = either_desk
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with desk.session() as session:
        assert asking.hear(session, chat, "我的居住证到期了", desk.now, "m1") is not None
        assert lines.repeated(session, WEB, "m1") == [] and lines.repeated(session, WEB, "m2") is None
        for _ in range(2):  # the form sent twice
            holding.speak(session, {}, chat, LIN, "请带身份证来签注\u200b", desk.now, "k1")
        holding.note(session, chat, LIN, "好像很着急", desk.now)
        shown = [line.text for line in lines.of_conversation(session, WEB)]
    assert desk.heard()[1:] == ["【人工 7 号】请带身份证来签注"]
    assert shown[-2:] == ["我的居住证到期了", "【人工 7 号】请带身份证来签注"]
    assert "身份证来" not in desk.raw_feed()
    with desk.session() as session:
        holding.hand_back(session, {}, chat, LIN, desk.now)
        assert asking.hear(session, chat, "还在吗", desk.now) is None
        audited = [row.action for row in session.scalars(select(AuditLog).order_by(AuditLog.sequence))]
        events = [(row.actor, row.action, row.to_state) for row in listing.history(session, chat)]
    assert audited == ["desk.on", "desk.claim", "desk.hand_back"]
    assert events == [
        ("citizen", "ask", "waiting"), (LIN, "claim", "held"), (LIN, "hand_back", "returned"),
    ]  # fmt: skip
    assert desk.heard()[-1] == words.HANDED_BACK


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "好" * 1001])
def test_nothing_and_too_much_is_refused(desk: DeskDay, text: str) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with desk.session() as session, pytest.raises(DeskError):
        holding.speak(session, {}, chat, LIN, text, desk.now)


def test_the_citizen_ends_it(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    waiting = desk.ask().standing.id
    with desk.session() as session:
        assert asking.end(session, waiting, desk.now) == words.CANCELLED
        assert asking.end(session, waiting, desk.now) is None
    held = desk.ask().standing.id
    claim(desk, held)
    with desk.session() as session:
        assert asking.end(session, held, desk.now) == words.ENDED_BY_CITIZEN
    assert desk.row(held).state == "returned" and desk.row(waiting).state == "closed"


def test_a_transfer_keeps_the_place_and_needs_somebody_there(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with desk.session() as session:
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
    deed = (chat, LIN, "gjj", "公积金", "想提取公积金")
    with desk.session() as session, pytest.raises(DeskError, match="没有别的坐席在岗"):
        holding.transfer(session, {}, *deed, desk.now)
    desk.on_duty(HE, departments=("gjj",))
    with desk.session() as session:
        holding.transfer(session, {}, *deed, desk.now)
        assert [row.id for row in listing.listed(session, [State.WAITING], {"gjj"}, desk.now)] == [chat]
        assert listing.listed(session, [State.WAITING], {"ga"}, desk.now) == []
        with pytest.raises(NotAllowed):
            holding.claim(session, {}, chat, ZHOU, 8, {"ga"}, desk.now)
        holding.claim(session, {}, chat, HE, 9, {"gjj"}, desk.now)
        note = [line for line in lines.after(session, chat, 0) if line.who == "note"]
    assert [line.text for line in note] == ["想提取公积金"]
    assert desk.row(chat).queued_at == NOW and "公积金" in desk.heard()[1]


def test_a_service_is_offered_and_begun(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with desk.session() as session:
        holding.offer_service(session, {}, chat, LIN, "hz", "居住证", desk.now)
        (choice,) = lines.latest_offer(session, chat, "agent")
        line = lines.after(session, chat, 0)[-1]
        assert lines.offered(session, WEB, line.id, 0) == choice
        assert lines.offered(session, "web:other", line.id, 0) is None
        assert lines.offered(session, WEB, line.id, 3) is None
        assert asking.begin_service(session, chat, choice["title"], desk.now)
        assert not asking.begin_service(session, chat, choice["title"], desk.now)
    assert choice == {"title": "开始办理居住证", "payload": '/start_application{"service_item": "hz"}'}
    assert desk.row(chat).reason == "service"


def test_a_message_is_left_and_answered_once(either_desk: DeskDay) -> None:
    desk = either_desk
    desk.now = NIGHT
    chat = desk.ask().standing.id
    with desk.session() as session:
        assert leaving.begin(session, chat, desk.now)
        left = leaving.leave(session, chat, "请回电 13912345678", desk.now, "m1")
        assert left is not None and "9:00" in left[1]
        assert leaving.leave(session, chat, "再来一条", desk.now) is None
        (row,) = listing.listed(session, [State.LEFT], (), desk.now)
        assert "139****5678" in row.last
        leaving.answer(session, {}, chat, LIN, 7, "已回电", desk.now + timedelta(days=1))
    with desk.session() as session, pytest.raises(DeskError, match="已由 lin 回复"):
        leaving.answer(session, {}, chat, ZHOU, 8, "回过了", desk.now)
    assert desk.heard() == ["【人工 7 号】回复您 3月3日 的留言：已回电"]


def test_a_message_can_be_thought_better_of(desk: DeskDay) -> None:
    chat = desk.ask().standing.id
    with desk.session() as session:
        assert leaving.begin(session, chat, desk.now) and not leaving.begin(session, chat, desk.now)
        assert leaving.cancel(session, chat, desk.now) and not leaving.cancel(session, chat, desk.now)
    desk.on_duty(LIN)
    with desk.session() as session:
        leaving.begin(session, chat, desk.now)
    assert desk.ask().standing.state is State.WAITING  # a person after all


def test_nothing_is_shown_without_consent_and_what_is_shown_is_masked(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    with desk.session() as session:
        session.add(
            Conversation(
                id=WEB, channel="web", expires_at=NOW, last_seen_at=NOW, turns=1, state={}, greeting=[]
            )
        )
        session.flush()
        session.add(
            Turn(
                conversation_id=WEB,
                seq=1,
                user_text="我是 410184199003150013",
                replies=[{"id": "1.0", "type": "text", "text": "请打 13912345678"}],
                events=[],
                created_at=NOW,
            )
        )
    asked = desk.ask()
    assert [title for title, _ in asked.choices] == ["可以看", "不要看", "不等了"]
    chat = asked.standing.id

    def seen() -> list[str]:
        with desk.session() as session:
            return [said.text for said in transcript.of(session, holding.find(session, chat, ()))]

    assert seen() == []
    for shows in (True, True, False):  # said twice, and thought better of
        with desk.session() as session:
            transcript.decide(session, holding.find(session, chat, ()), shows, desk.now)
        assert bool(seen()) == shows
    with desk.session() as session:
        assert session.scalars(select(Consent.withdrawn_at)).all() == [desk.now]
        session.execute(delete(Consent))
        transcript.decide(session, holding.find(session, chat, ()), True, desk.now)
    assert seen() == ["我是 410184********0013", "请打 139****5678"]
    with desk.session() as session:
        consent = session.scalars(select(Consent)).one()
        assert consent.purpose == "handover" and consent.subject == f"handover:{chat}"
        consent.withdrawn_at = NOW
    assert seen() == []


def test_typing_is_seen_only_while_held_and_masked(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    with desk.session() as session:
        assert not typing.note(session, WEB, "我想", desk.now)
    claim(desk, chat)
    with desk.session() as session:
        assert typing.note(session, WEB, "我的号码 13912345678\ud800", desk.now)
    row = desk.row(chat)
    assert typing.preview(row, desk.now) == "我的号码 139****5678"
    assert typing.preview(row, desk.now + timedelta(minutes=1)) == ""
    with desk.session() as session:
        asking.hear(session, chat, "发出去了", desk.now)
    assert typing.preview(desk.row(chat), desk.now) == ""


def test_that_an_agent_writes_is_known_for_a_moment(desk: DeskDay) -> None:
    desk.on_duty(LIN, ZHOU)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with desk.session() as session:
        typing.note_agent(session, chat, ZHOU, desk.now)
        assert typing.agents(session, desk.now) == {}
        typing.note_agent(session, chat, LIN, desk.now)
        assert typing.agents(session, desk.now) == {WEB: desk.now}
        assert typing.agents(session, desk.now + timedelta(seconds=5)) == {}


def swept(desk: DeskDay) -> int:
    return sweep.sweep(desk.session, {}, desk.now)


def test_who_waits_is_told_when_hours_end_once(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    assert swept(desk) == 0
    desk.now = NOW.replace(hour=12, minute=1)
    assert swept(desk) == 1 and swept(desk) == 0
    assert desk.row(chat).state == "missed"
    (told,) = desk.heard()
    assert "没有等到" in told and "留言" in told
    with desk.session() as session:
        assert leaving.begin(session, chat, desk.now)


def test_who_is_next_is_told_once(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chats = []
    for number in range(5):
        chats.append(desk.ask(f"web:{number}").standing.id)
        desk.later(seconds=1)
    assert swept(desk) == 0 and desk.heard("web:4") == []
    for chat in chats[:2]:
        claim(desk, chat)
    swept(desk)
    assert desk.heard("web:4") == [words.still_waiting(3)] and desk.heard("web:2") == [words.still_waiting(1)]
    assert desk.heard("web:3") == []
    swept(desk)
    for chat in chats[2:4]:
        claim(desk, chat)
    swept(desk)
    swept(desk)
    assert desk.heard("web:4") == [words.still_waiting(3), words.still_waiting(1)]


def test_a_chat_without_a_word_goes_back(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)
    desk.later(minutes=29)
    with desk.session() as session:
        duty.seen(session, LIN, (), desk.now)
    assert swept(desk) == 0
    desk.later(minutes=1)
    assert swept(desk) == 1
    assert desk.heard()[-1] == words.IDLE and desk.row(chat).state == "returned"


def test_a_citizen_whose_agent_is_gone_waits_first(desk: DeskDay) -> None:
    desk.on_duty(LIN, ZHOU)
    chat = desk.ask().standing.id
    claim(desk, chat)
    desk.later(minutes=6)
    with desk.session() as session:
        duty.seen(session, ZHOU, (), desk.now)
        asking.hear(session, chat, "人呢", desk.now)
    assert swept(desk) == 1 and desk.heard()[-1] == words.REQUEUED
    assert desk.row(chat).state == "waiting" and desk.row(chat).queued_at == NOW
    claim(desk, chat, ZHOU, 8)


def test_canned_answers(desk: DeskDay) -> None:
    with desk.session() as session:
        canned.save(session, None, "问好", "您好，请讲。", LIN, desk.now)
        with pytest.raises(DeskError, match="换个名称"):
            canned.save(session, None, "问好", "别的", LIN, desk.now)
        (one,) = canned.listed(session)
        canned.save(session, one.id, "问好", "您好！", ZHOU, desk.now)
        assert [(each.title, each.body) for each in canned.listed(session)] == [("问好", "您好！")]
        assert canned.remove(session, one.id, LIN, desk.now) == "问好"
        for deed in (lambda: canned.remove(session, one.id, LIN, desk.now),
                     lambda: canned.save(session, one.id, "又", "来", LIN, desk.now)):  # fmt: skip
            with pytest.raises(DeskError, match="删除"):
                deed()


def test_what_is_old_is_forgotten_and_what_is_asked_for_erased(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)
    with desk.session() as session:
        asking.hear(session, chat, "我叫张伟", desk.now)
        assert any("张伟" in each["text"] for each in forget.export(session, [WEB]))
        assert forget.erase(session, [WEB]) == 0  # still talking
        holding.close(session, {}, chat, LIN, desk.now)
        assert forget.forget_old(session, desk.now) == 0
        assert forget.erase(session, [WEB]) == 1
        assert forget.export(session, [WEB]) == [] and session.scalars(select(HandoverEvent)).all() == []
    assert desk.heard() == []
    other = desk.ask("web:2").standing.id
    with desk.session() as session:
        asking.end(session, other, desk.now)
        assert forget.forget_old(session, desk.now + timedelta(days=1)) == 1


def test_words_that_could_not_be_sent_are_not_kept_either(desk: DeskDay) -> None:
    desk.on_duty(LIN)
    chat = desk.ask().standing.id
    claim(desk, chat)

    def broken(*_: object) -> bool:
        raise OSError("the mailbox is full")

    with pytest.raises(OSError), desk.session() as session:
        holding.speak(session, {"web": broken}, chat, LIN, "您好", desk.now, "k")
    with desk.session() as session:
        assert not lines.is_said(session, chat, "k")
        holding.speak(
            session, {"web": lambda *_: True}, chat, LIN, "您好", desk.now, "k"
        )  # the app's mailbox has it
        assert lines.is_said(session, chat, "k")
    assert len(desk.heard()) == 1
