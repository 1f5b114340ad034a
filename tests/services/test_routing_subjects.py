"""What is complained of most reaches the department that the law, or else this city, names; the shipped material taught it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.session import make_engine
from bot.services.routing.store import learn, propose
from bot.services.seed import seed
from bot.services.yaml_text import parse
from bot.settings import ROOT

SUBJECTS: list[dict[str, list[str]]] = parse(  # type: ignore[assignment]
    (ROOT / "tests" / "services" / "routing_subjects.yml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def taught() -> Iterator[Session]:
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, future=True) as session:
        seed(session, ROOT / "data" / "catalogue", ROOT / "data" / "nlu" / "faq", "990100", "云江市")
        learn(session)
        session.commit()
        yield session
    engine.dispose()


@pytest.mark.parametrize("row", SUBJECTS, ids=lambda row: row["subject"])
def test_each_subject_comes_to_its_department(taught: Session, row: dict[str, list[str]]) -> None:
    """Among the three that are offered always; first for all but one of a subject."""
    proposed = {said: [each.label for each in propose(taught, said)] for said in row["said"]}
    accepted = {*row["first"], *row.get("second", ())}
    assert {said: codes for said, codes in proposed.items() if not accepted & set(codes)} == {}
    beside = {said: codes for said, codes in proposed.items() if codes[0] not in row["first"]}
    assert len(beside) <= 1, beside


def test_no_sentence_is_in_the_material() -> None:
    material = (ROOT / "data" / "routing" / "seed.yml").read_text(encoding="utf-8").splitlines()
    taught = {line.strip(" -") for line in material}
    assert taught.isdisjoint(said for row in SUBJECTS for said in row["said"])
