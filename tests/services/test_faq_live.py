"""The release that a process holds is the one that is active, however it got there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.services.catalogue.load import load_dir
from bot.services.faq.import_ import import_files
from bot.services.faq.live import LiveReader
from bot.services.faq.read import FaqFile
from bot.services.faq.release import publish, publish_only, published, rollback
from tests.services.catalogue_sample import REGION, TODAY, document, sessions, write
from tests.services.faq_sample import record

NAMES = ("permit_benefits", "permit_fee", "permit_place", "permit_days")
STEPS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(NAMES), st.integers(0, 3)),
    st.tuples(st.just("only"), st.sampled_from(NAMES), st.integers(0, 3)),
    st.tuples(st.just("back"), st.just(""), st.integers(1, 4)),
)


def entry(name: str, number: int):  # type: ignore[no-untyped-def]
    return record(name, name, answer=f"第{number}版回答：请到窗口办理，以窗口公布的为准。")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=8))
def test_what_is_held_is_what_stands(tmp_path_factory: pytest.TempPathFactory, steps) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("live")
    made = sessions(folder)
    with made() as session:
        load_dir(session, write(folder / "catalogue", document()), *REGION, today=TODAY)
        import_files(session, [FaqFile("a.yml", [entry(NAMES[0], 0)])], "a.yml")
        publish(session, "staff", today=TODAY)
    reader, made_so_far = LiveReader(), 1
    for deed, name, number in steps:
        with made() as session:
            if deed == "put":
                import_files(session, [FaqFile("a.yml", [entry(name, number)])], "a.yml")
                made_so_far = max(made_so_far, publish(session, "staff", today=TODAY).sequence)
            elif deed == "back":
                rollback(session, min(number, made_so_far), "staff")
            else:
                made_so_far = _only(session, name, number, made_so_far)
        with made() as session:
            held = reader.read(session)
            assert list(held.on(TODAY)) == published(session, TODAY)
            assert reader.read(session) is held


def _only(session: Session, name: str, number: int, made_so_far: int) -> int:
    from bot.services.faq.release import ReleaseError

    try:
        return publish_only(session, name, entry(name, number), "staff", "急")
    except ReleaseError:  # it says so already
        return made_so_far


def test_another_database_is_another_release(tmp_path: Path) -> None:
    reader = LiveReader()
    for city, number in (("a", 1), ("b", 2)):
        (tmp_path / city).mkdir()
        made = sessions(tmp_path / city)
        with made() as session:
            load_dir(session, write(tmp_path / city / "catalogue", document()), *REGION, today=TODAY)
            import_files(session, [FaqFile("a.yml", [entry(NAMES[0], number)])], "a.yml")
            publish(session, "staff", today=TODAY)
            assert [view.answer[1] for view in reader.read(session).on(TODAY)] == [str(number)]
