"""What citizens did not get an answer to, masked, together, and one click from an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.base import utc_now
from bot.db.models import Conversation, FaqWork, Turn
from bot.db.session import read_session, write_session
from bot.nlu.knowledge import knowledge_base
from bot.services.faq.import_ import import_files
from bot.services.faq.read import FaqFile
from bot.services.faq.release import publish
from tests.services.faq_sample import record

SAID = [
    ("c1", [("灯会门票怎么买", "lost"), ("转人工", "handover")]),
    ("c2", [("灯会的门票去哪里买", "lost")]),
    ("c3", [("居住证到期了咋整", "answered"), ("没用", None)]),
    ("c4", [("停车证", "clarified"), ("都不是", "lost")]),
    ("c5", [("我的号码138****0000怎么查", "lost"), ("〔已填写〕", "lost")]),
    ("c6", [("灯会门票怎么买", "answered"), ("谢谢", "answered")]),
    ("c7", [("第3种问法：居住证待遇", "lost")]),  # published since
]


@pytest.fixture
def city(house: Any) -> Any:
    with write_session() as session:
        import_files(session, [FaqFile("a.yml", [record()])], "a.yml")
        publish(session, "seed")
        now = utc_now()
        for name, turns in SAID:
            session.add(
                Conversation(
                    id=name, channel="web", created_at=now, last_seen_at=now, expires_at=now, turns=2
                )
            )
            session.flush()
            for seq, (text, outcome) in enumerate(turns, 1):
                session.add(
                    Turn(
                        conversation_id=name,
                        seq=seq,
                        user_text=text,
                        outcome=outcome,
                        replies=[],
                        events=[],
                        created_at=now - timedelta(hours=1) + timedelta(seconds=seq),
                    )
                )
    knowledge_base._current = None
    yield house
    knowledge_base._current = None


def shown(clerk: Any, **params: Any) -> list[str]:
    page = clerk.open("/staff/inbox", **params)
    return [part.split("</h2>")[0].split(">")[1] for part in page.split('<h2 id="c')[1:]]


def test_questions_are_together_and_the_masked_ones_left_out(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    assert shown(lin) == ["灯会门票怎么买", "停车证", "居住证到期了咋整"]
    page = lin.open("/staff/inbox")
    assert (
        "3 次" in page and "没听懂 2" in page and "转人工 1" in page
    )  # the handover blames the question before
    assert "没用 1" in page and "选项都不是 1" in page
    assert "138****" not in page and "〔已填写〕" not in page and "另有 2 次" in page
    assert shown(lin, kind="useless") == ["居住证到期了咋整"]
    assert shown(lin, days="nonsense") == shown(lin)


def test_one_click_makes_similar_questions(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    shown(lin)
    assert "已把 1 个问法" in lin.do("/staff/inbox/add", name="permit_benefits", text=["居住证到期了咋整"])
    with read_session() as session:
        (draft,) = session.scalars(select(FaqWork))
        assert draft.body["similar"][-1] == "居住证到期了咋整"
    assert "居住证到期了咋整" not in shown(lin)


def test_one_click_makes_a_new_entry(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    shown(lin)
    said = lin.do("/staff/inbox/new", text=["灯会门票怎么买", "灯会的门票去哪里买"])
    assert "草稿已建立" in said
    with read_session() as session:
        (draft,) = session.scalars(select(FaqWork))
        assert draft.question == "灯会门票怎么买" and len(draft.body["similar"]) == 2
    assert "灯会门票怎么买" not in shown(lin)


def test_ignored_ones_stay_ignored_in_other_words_too(city: Any, clerk: Any) -> None:
    lin, zhou = clerk("lin", "编辑"), clerk("zhou", "编辑")
    shown(lin)
    assert "已忽略" in lin.do("/staff/inbox/ignore", text=["停车证"])
    assert "停车证" not in shown(zhou)
    with write_session() as session:
        now = utc_now()
        session.add(
            Turn(
                conversation_id="c4",
                seq=3,
                user_text="停车证！",
                outcome="lost",
                replies=[],
                events=[],
                created_at=now,
            )
        )
    assert not [text for text in shown(zhou) if "停车证" in text]
    page = zhou.open("/staff/inbox")
    number = page.split("/staff/inbox/ignored/")[1].split("/")[0]
    zhou.do(f"/staff/inbox/ignored/{number}/back")
    assert [text for text in shown(zhou) if "停车证" in text]


def test_what_nobody_asked_is_not_taken_in(city: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    shown(lin)
    assert "请先勾选" in lin.do("/staff/inbox/ignore")
    assert "请先勾选" in lin.do("/staff/inbox/new", text=["我的号码138****0000"])
    assert "没有问答" in lin.do("/staff/inbox/add", name="nothing", text=["停车证"])


def test_an_analyst_reads_and_changes_nothing(city: Any, clerk: Any) -> None:
    fen = clerk("fen", "分析")
    assert len(shown(fen)) == 3
    assert fen.send("/staff/inbox/ignore", text="停车证").status_code == 403
