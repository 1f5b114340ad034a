"""方言, and 拼音和英文, over HTTP: proposed, its effect worked out, approved by another, read by everybody at once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import AuditLog, GoldenQuestion, LexiconChange
from bot.db.session import read_session, write_session
from bot.nlu.knowledge import knowledge_base
from bot.nlu.plain import plain_text

HERE = "/staff/lexicon"


pytestmark = pytest.mark.usefixtures("words_at_once")


def read_as(text: str, meant: str) -> bool:
    """Whether `text` comes to be read so by what follows the database."""
    for _ in range(500):
        knowledge_base.current()
        if plain_text(text) == meant:
            return True
        time.sleep(0.02)
    return False


def put(lin: Any, chen: Any, table: str, official: str, words: str, op: str = "change") -> None:
    lin.open(f"{HERE}/group", table=table)
    answer = lin.send(f"{HERE}/propose", table=table, official=official, words=words, known="1", op=op)
    assert answer.status_code == 303, answer.text
    change = answer.headers["location"]
    chen.open(change)
    assert "已通过" in chen.do(f"{change}/approve")


def test_a_word_of_a_dialect_is_read_by_everybody_and_taken_back(house: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    assert "啷个办" in lin.open(HERE, table="dialect", q="怎么办")
    before = knowledge_base.current()
    page = lin.open(f"{HERE}/group", table="dialect", official="怎么办")
    words = page.split('name="words"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert plain_text("居住证咋拾掇") == "居住证咋拾掇".replace("咋", "怎么")
    put(lin, chen, "dialect", "怎么办", words + "\n咋拾掇")
    assert read_as("居住证咋拾掇", "居住证怎么办")
    assert knowledge_base.current() is not before  # the index was read with the same words
    assert "咋拾掇" in lin.client.get(f"{HERE}/export", params={"table": "dialect"}).text
    assert "咋拾掇" not in lin.client.get(f"{HERE}/export").text
    put(lin, chen, "dialect", "怎么办", words)
    assert read_as("居住证咋拾掇", "居住证怎么拾掇")
    with read_session() as session:
        subjects = session.scalars(select(AuditLog.subject).where(AuditLog.action == "lexicon.approve"))
        assert set(subjects) == {"dialect/怎么办"}


def test_english_and_initials(house: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    knowledge_base.current()
    put(lin, chen, "latin", "灯会", "Lanternfair\nydh")
    assert read_as("lanternfair几点", "灯会几点") and plain_text("ydh") == "灯会"
    page = lin.open(HERE, table="latin", q="灯会")
    assert "lanternfair" in page and "在用" in page
    assert "lanternfair" not in lin.open(HERE)


@pytest.mark.parametrize(
    ("table", "official", "words", "why"),
    [
        ("dialect", "灯会", "看 灯", "空格"),
        ("dialect", "灯会", "啥子", "已经在“什么”"),
        ("dialect", "灯会", "怎么办", "自己是一组"),
        ("dialect", "啥子", "灯会", "不能再做"),
        ("latin", "啥子灯", "shenmedeng", "会被读成“什么灯”"),
        ("dialect", "灯会", "看啊啊", "会被读成"),
        ("latin", "灯会", "lamp fair", "小写的英文字母"),
        ("latin", "灯会", "灯会票", "小写的英文字母"),
        ("latin", "灯会", "l", "2 到 30"),
        ("latin", "灯会", "passport", "已经在“护照”"),
        ("latin", "灯会", "", "请写上"),
    ],
)
def test_what_would_be_misread_is_refused(
    house: Any, clerk: Any, table: str, official: str, words: str, why: str
) -> None:
    lin = clerk("lin", "编辑")
    lin.open(f"{HERE}/group", table=table)
    answer = lin.send(f"{HERE}/propose", table=table, official=official, words=words, op="change")
    assert answer.status_code == 400 and why in answer.text and official in answer.text
    with read_session() as session:
        assert session.scalars(select(LexiconChange)).all() == []


def test_the_number_of_changed_answers_is_told_and_a_worse_one_stops_it(house: Any, clerk: Any) -> None:
    """Were 签注 read as 首次申领, two services would go by one name."""
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    golden = {"text": "居住证签注怎么办", "kind": "item", "key": "hz-endorse"}

    with write_session() as session:
        session.add(GoldenQuestion(**golden, added_by="staff:lin"))
    lin.open(f"{HERE}/group", table="dialect")
    answer = lin.send(f"{HERE}/propose", table="dialect", official="首次申领", words="签注", op="change")
    change = answer.headers["location"]
    assert "变差" in chen.open(change) and "居住证签注怎么办" in chen.open(change)
    assert "不能通过" in chen.do(f"{change}/approve")


def test_no_such_table(house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    assert "没有这个词表" in lin.open(HERE, 400, table="nothing")
    assert lin.send(f"{HERE}/propose", table="nothing", official="灯会", words="灯").status_code == 400
