"""同义词: proposed by one, approved by another when its effect is known, in the lines that everything reads."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import LexiconChange
from bot.nlu.concepts import Concepts
from bot.services.drafts.errors import WorkError
from bot.services.lexicon import changes
from bot.services.lexicon.groups import Group, read, shipped_lines, text_of, with_changes

LIN, CHEN = "staff:lin", "staff:chen"


def checked(session: Session, number: int, worse: int = 0) -> None:
    found = {
        "version": changes.version(session),
        "asked": 3,
        "total": worse,
        "worse": [{}] * worse,
        "changed": [],
    }
    changes.report(session, number, found)
    session.flush()


def put(session: Session, official: str, words: list[str], loose: bool = False) -> int:
    number = changes.propose(session, official, words, loose, LIN, "", utc_now())
    checked(session, number)
    changes.approve(session, number, CHEN, utc_now())
    return number


def test_what_a_second_person_approves_is_in_use(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session, session.begin():
        assert changes.version(session) == "" and changes.lines_in_use(session) == list(shipped_lines())
        words = [*changes.groups(session)["居住证"].words, "外来人口证"]
        number = changes.propose(session, "居住证", words, False, LIN, "市民常说", utc_now())
        with pytest.raises(WorkError, match="影响还没有算好"):
            changes.approve(session, number, CHEN, utc_now())
        checked(session, number, worse=1)
        with pytest.raises(WorkError, match="必答问题会变差"):
            changes.approve(session, number, CHEN, utc_now())
        checked(session, number)
        with pytest.raises(WorkError, match="另一个人"):
            changes.approve(session, number, LIN, utc_now())
        with pytest.raises(WorkError, match="正在改"):
            changes.propose(session, "居住证", ["暂住证"], False, CHEN, "", utc_now())
        changes.approve(session, number, CHEN, utc_now())
        first = changes.version(session)
        concepts = Concepts(changes.lines_in_use(session))
        assert first and concepts.find("外来人口证").keys() & concepts.find("居住证").keys()
        again = put(session, "居住证", ["暂住证"])
        assert changes.version(session) not in ("", first)
        states = {row.id: row.state for row in changes.listed(session)}
        assert states == {number: "past", again: "live"}
        assert changes.groups(session)["居住证"].words == ("暂住证",)


def test_a_report_of_other_words_does_not_count(session: Session) -> None:
    number = changes.propose(session, "灯会预约", ["元宵灯会"], False, LIN, "", utc_now())
    checked(session, number)
    put(session, "舞龙表演", ["舞龙"])
    with pytest.raises(WorkError, match="重新计算"):
        changes.approve(session, number, CHEN, utc_now())


def test_new_groups_stand_before_the_common_words_and_gone_ones_are_gone(session: Session) -> None:
    put(session, "云江灯会", ["灯会", "元宵灯会"])
    put(session, "居住证", [])
    lines = changes.lines_in_use(session)
    assert read(lines)["云江灯会"] == Group("云江灯会", ("灯会", "元宵灯会"))
    assert "居住证" not in read(lines)
    assert len([line for line in lines if line.startswith("#")]) == 1 + len(
        [line for line in shipped_lines() if line.startswith("#")]
    )
    assert text_of(shipped_lines()).splitlines() == list(shipped_lines())


def test_a_changed_group_stays_where_it_stands() -> None:
    lines = ["# head", "甲证 甲", "", "##! common", "办理 办"]
    changed = with_changes(
        lines, {"办理": Group("办理", ("办", "弄")), "新证": Group("新证", ("新",), loose=True)}
    )
    assert changed == [
        "# head",
        "甲证 甲",
        "",
        "## 工作台增加的",
        "> 新证 新",
        "",
        "##! common",
        "办理 办 弄",
    ]
    assert read(changed)["办理"].common and not read(changed)["新证"].common
    assert with_changes(lines, {"甲证": None}) == ["# head", "", "##! common", "办理 办"]


@pytest.mark.parametrize(
    ("official", "words", "why"),
    [
        ("灯会预约", ["看 灯"], "空格"),
        ("灯会预约", ["#灯"], "#"),
        ("灯会预约", ["灯"], "2 到 30"),
        ("灯会预约", ["灯会", "灯会"], "两次"),
        ("灯会预约", ["居住证"], "规范说法"),
        ("灯会预约", ["灯\u200b会"], "不可见"),
        ("灯会预约", [], "不用删除"),
    ],
)
def test_what_would_harm_is_refused(session: Session, official: str, words: list[str], why: str) -> None:
    with pytest.raises(WorkError, match=why):
        changes.propose(session, official, words, False, LIN, "", utc_now())
    assert session.query(LexiconChange).count() == 0


def test_refusing_says_why_and_taking_back_need_not(session: Session) -> None:
    number = changes.propose(session, "灯会预约", ["看灯会"], False, LIN, "", utc_now())
    with pytest.raises(WorkError, match="为什么"):
        changes.refuse(session, number, CHEN, "", utc_now())
    changes.refuse(session, number, LIN, "", utc_now())
    with pytest.raises(WorkError, match="处理过"):
        changes.approve(session, number, CHEN, utc_now())
