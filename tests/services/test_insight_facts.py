"""What a message counts as: each question once, each objection once, and no turn is lost for a figure."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import Conversation, FormStepFact, QuestionFact
from bot.services.applications import drafts
from bot.services.insight import facts, steps
from bot.services.insight.facts import Asked, Heard, count
from bot.services.insight.outcomes import ANSWERS, OBJECTIONS, QUESTIONS, UNANSWERED, Outcome
from bot.services.insight.topic import Topic
from tests.services.city import ITEM, NOW, add_item, fill, open_draft

AT = datetime(2026, 11, 30, 15, 59, tzinfo=timezone.utc)  # 23:59 in the city
PASSPORT = Topic("item", "crj-passport-first", "ga-crj")


def heard(
    words: str = "", outcome: str = "", topic: Topic | None = None, pressed: bool = False, at: datetime = AT
) -> Heard:
    return Heard(words, outcome, topic, pressed, "web", "", 0.02, at)


def talk(*messages: Heard) -> list[facts.Counted]:
    """What a conversation of these messages writes."""
    asked, written = None, []
    for each in messages:
        found = count(each, Asked.read(asked, each.at))
        if found is not None:
            asked = found.asked.write()
            written.append(found)
    return written


def outcomes(*messages: Heard) -> list[str]:
    return [each.row["outcome"] for each in talk(*messages)]


ASKED = heard("护照多少钱", "", PASSPORT)
LOST = heard("灯会门票", "lost")
CLARIFIED = heard("办证", "clarified")
PERSON = heard("转人工", "handover")


def test_a_greeting_and_a_field_are_no_questions() -> None:
    assert outcomes(heard("你好"), heard("", "filed"), heard("没用"), heard("都不是", "lost")) == []


def test_an_objection_belongs_to_the_question_before_and_counts_once() -> None:
    useless = heard("没用", "lost", at=AT + timedelta(minutes=2))
    first, second = talk(ASKED, useless, useless)
    assert first.row["outcome"] == "answered" and second.row["outcome"] == "useless"
    for column in ("day", "hour", "topic", "department"):
        assert second.row[column] == first.row[column], "counted with the question, past midnight"


def test_a_choice_is_the_question_it_answers() -> None:
    chosen = heard("护照", "", PASSPORT, pressed=True, at=AT + timedelta(minutes=2))
    asked, answered = talk(CLARIFIED, chosen)
    assert (asked.row["outcome"], answered.row["outcome"]) == ("clarified", "chosen")
    assert answered.row["topic"] == PASSPORT.key and answered.row["day"] == asked.row["day"]
    assert outcomes(CLARIFIED, chosen, chosen) == ["clarified", "chosen", "answered"]
    assert outcomes(CLARIFIED, heard("都不是", "lost", pressed=True)) == ["clarified", "none"]


def test_a_person_is_asked_for_once() -> None:
    assert outcomes(PERSON, PERSON) == ["person"]
    assert outcomes(ASKED, PERSON, PERSON) == ["answered", "handed"]
    assert outcomes(LOST, PERSON) == ["lost", "handed_lost"]
    assert outcomes(ASKED, heard("没用"), PERSON) == ["answered", "useless", "handed_lost"]


def test_a_word_days_later_is_about_nothing() -> None:
    later = heard("没用", "lost", at=AT + timedelta(hours=25))
    assert outcomes(ASKED, later) == ["answered"]


@given(seconds=st.floats(0, 60))
def test_speed_classes_are_in_order(seconds: float) -> None:
    assert 0 <= facts.speed_class(seconds) <= len(facts.SPEEDS)
    assert facts.speed_class(seconds) <= facts.speed_class(seconds + 1)


messages = st.lists(
    st.builds(
        heard,
        words=st.sampled_from(["护照", "没用", "都不是", "转人工", "不是我要问的"]),
        outcome=st.sampled_from(["", "lost", "clarified", "handover", "out_of_scope", "failed", "filed"]),
        topic=st.sampled_from([None, PASSPORT, Topic("faq", "gjj-1", "gjj")]),
        pressed=st.booleans(),
        at=st.integers(0, 60 * 60).map(lambda minutes: AT + timedelta(minutes=minutes)),
    ),
    max_size=12,
)


@given(messages)
def test_whatever_is_said_no_share_leaves_0_to_1(said: list[Heard]) -> None:
    """Of every city, department, topic, day and hour: what is taken away was there."""
    rows = [each.row for each in talk(*sorted(said, key=lambda each: each.at))]
    cells: dict[object, Counter[Outcome]] = {"all": Counter(Outcome(row["outcome"]) for row in rows)}
    for row in rows:
        for key in (row["day"], (row["day"], row["hour"]), ("topic", row["day"], row["topic"])):
            cells.setdefault(key, Counter())[Outcome(row["outcome"])] += 1
    for key, cell in cells.items():
        answered = sum(cell[each] for each in ANSWERS)
        assert sum(cell[each] for each in OBJECTIONS) <= answered
        if (
            not isinstance(key, tuple) or key[0] != "topic"
        ):  # what was chosen has a topic, the question had none
            questions = sum(cell[each] for each in QUESTIONS)
            assert answered <= questions and sum(cell[each] for each in UNANSWERED) <= questions
            assert cell[Outcome.CHOSEN] + cell[Outcome.NONE] <= cell[Outcome.CLARIFIED]


@pytest.fixture
def row() -> dict[str, object]:
    (found,) = talk(ASKED)
    return found.row


def conversation(session: Session) -> None:
    session.add(Conversation(id="web:1", channel="web", expires_at=utc_now(), last_seen_at=utc_now()))
    session.commit()


def test_a_fact_outlives_its_conversation_without_pointing_at_it(
    both_engines: Engine, row: dict[str, object]
) -> None:
    with Session(both_engines, future=True) as session:
        conversation(session)
        facts.write(session.connection(), row, "web:1", 1)
        session.commit()
        session.execute(delete(Conversation))
        session.commit()
        fact = session.scalars(select(QuestionFact)).one()
        assert fact.conversation_id is None and fact.topic == PASSPORT.key and fact.hour == 23


def test_a_fact_that_cannot_be_written_costs_nothing_else(
    both_engines: Engine, row: dict[str, object]
) -> None:
    with Session(both_engines, future=True) as session:
        conversation(session)
        facts.write(session.connection(), {**row, "day": None}, "web:1", 1)
        conversation_row = session.get(Conversation, "web:1")
        conversation_row.turns = 7
        session.commit()
    with Session(both_engines, future=True) as session:
        assert session.get(Conversation, "web:1").turns == 7
        assert session.scalars(select(QuestionFact)).all() == []


def test_every_question_of_a_form_is_noted_once_and_no_answer(both_engines: Engine) -> None:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        add_item(session)
        draft = open_draft(session)
        assert noted(session) == ["local_household"]
        fill(session, draft)
        drafts.go_back(session, draft, NOW)
        session.commit()
        found = noted(session)
        assert found[:4] == ["local_household", "half_year", "ground", "consent"]
        assert found[-1] == "review" and len(found) == len(set(found))
        assert {column.name for column in FormStepFact.__table__.columns} == {
            "id",
            "application_id",
            "step",
            "kind",
            "at",
        }


def test_who_may_not_apply_is_noted_as_such(both_engines: Engine) -> None:
    with Session(both_engines, future=True, expire_on_commit=False) as session:
        add_item(session)
        draft = drafts.open_draft(session, conversation_id="web:1", item_code=ITEM, opening_key="k", now=NOW)
        result = drafts.answer(session, draft.id, "在", NOW)
        assert result.kind == "ineligible"
        assert noted(session)[-1] == steps.REFUSED


def noted(session: Session) -> list[str]:
    return list(session.scalars(select(FormStepFact.step).order_by(FormStepFact.id)))
