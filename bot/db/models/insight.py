"""What is counted for decisions: one row a question, one row a step of a form that was reached; nobody's words."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
)

from bot.db.base import Base, UtcDateTime, utc_now


class QuestionFact(Base):
    """A question, or what its asker said of the answer. Never changed; when its conversation is forgotten, so is
    where it stands in it."""

    __tablename__ = "question_fact"
    __table_args__ = (
        Index("ix_question_fact_day", "day", "outcome"),
        Index("ix_question_fact_topic", "topic", "day"),
    )

    id: int = Column(Integer, primary_key=True)
    day: date = Column(Date, nullable=False)  # of the question, on the city's calendar
    hour: int = Column(SmallInteger, nullable=False)  # 0 to 23, on the city's clock
    channel: str = Column(String(20), nullable=False)
    region: str = Column(String(40), nullable=False, default="")  # the district spoken of
    department: str = Column(String(64), nullable=False, default="")
    kind: str = Column(
        String(12), nullable=False, default=""
    )  # item, faq, bundle, clause, department, emergency
    topic: str = Column(String(80), nullable=False, default="")  # code or name of that kind
    outcome: str = Column(String(12), nullable=False)  # services/insight/outcomes.py
    speed: int = Column(SmallInteger, nullable=False)  # class of the time it took
    conversation_id: str | None = Column(
        String(80), ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    seq: int | None = Column(Integer)  # the turn, whose words are masked


class QuestionCount(Base):
    """The facts of a day that is over, counted once by each dimension: a number for each outcome."""

    __tablename__ = "question_count"

    dimension: str = Column(String(10), primary_key=True)
    day: date = Column(Date, primary_key=True)
    key: str = Column(String(100), primary_key=True)
    department: str = Column(String(64), primary_key=True)
    answered: int = Column(Integer, nullable=False)
    clarified: int = Column(Integer, nullable=False)
    lost: int = Column(Integer, nullable=False)
    outside: int = Column(Integer, nullable=False)
    failed: int = Column(Integer, nullable=False)
    chosen: int = Column(Integer, nullable=False)
    none: int = Column(Integer, nullable=False)
    useless: int = Column(Integer, nullable=False)
    handed: int = Column(Integer, nullable=False)
    handed_lost: int = Column(Integer, nullable=False)
    person: int = Column(Integer, nullable=False)


class CountedDay(Base):
    """A day whose facts are counted."""

    __tablename__ = "counted_day"

    day: date = Column(Date, primary_key=True)
    counted_at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)


class FormStepFact(Base):
    """A question of a form that an applicant was asked, the first time only."""

    __tablename__ = "form_step_fact"
    __table_args__ = (UniqueConstraint("application_id", "step"),)

    id: int = Column(Integer, primary_key=True)
    application_id: int = Column(ForeignKey("application.id"), nullable=False)
    step: str = Column(String(100), nullable=False)  # key of the question
    kind: str = Column(String(12), nullable=False)  # eligibility, consent, sharing, field, review
    at: datetime = Column(UtcDateTime, nullable=False, default=utc_now)
