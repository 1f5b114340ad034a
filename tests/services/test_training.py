"""Training data of the intents: drafts that cannot hurt Rasa, runs one at a time, models let into use by a second person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import AuditLog, ModelRun
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from bot.services.faq.check import question_complaints
from bot.services.findings import CheckError
from bot.services.training import drafts, runs
from bot.services.training.files import examples_of, read_dir, rewritten
from bot.settings import ROOT

SHIPPED = {
    "greet": ["你好", "您好", "在吗"],
    "thanks": ["谢谢", "多谢", "感谢"],
}
LIN, CHEN = "staff:lin", "staff:chen"


def new_run(session: Session, base: str = "v1", by: str = LIN) -> int:
    number = runs.begin(session, by, True, SHIPPED, base, utc_now())
    stored = runs.Stored(b"model %d" % number, "signed")
    runs.finish(session, number, runs.READY, {"now": {"digest": "d"}}, stored, utc_now())
    session.expire_all()
    return number


def test_a_model_is_let_into_use_by_somebody_else_and_gone_back_from(both_engines: Engine) -> None:
    with Session(both_engines, future=True) as session, session.begin():
        drafts.save(session, "greet", [*SHIPPED["greet"], "早上好"], 0, SHIPPED, LIN, utc_now())
        first = new_run(session, by=CHEN)
        with pytest.raises(WorkError, match="另一个人"):  # chen trained it
            runs.activate(session, first, "v1", CHEN, utc_now())
        with pytest.raises(WorkError, match="另一个人"):  # lin wrote it
            runs.activate(session, first, "v1", LIN, utc_now())
        with pytest.raises(WorkError, match="以前的软件"):
            runs.activate(session, first, "v2", "staff:wu", utc_now())
        runs.activate(session, first, "v1", "staff:wu", utc_now())
        assert runs.active(session) is not None and drafts.drafts(session) == {}
        assert drafts.in_use(session, SHIPPED)["greet"][-1] == "早上好"

        drafts.save(session, "thanks", [*SHIPPED["thanks"], "辛苦了"], 0, SHIPPED, LIN, utc_now())
        second = new_run(session)
        run = session.get(ModelRun, second)
        assert run is not None and set(run.examples) == {"greet", "thanks"}  # on top of what is in use
        runs.activate(session, second, "v1", CHEN, utc_now())
        runs.activate(session, first, "v1", LIN, utc_now())  # it was in use before
        found = runs.active(session)
        assert found is not None and found.id == first
        assert drafts.in_use(session, SHIPPED)["thanks"] == SHIPPED["thanks"]
        assert drafts.take_back(session, second, LIN, utc_now()) == 2
        runs.to_shipped(session, CHEN, utc_now())
        assert runs.active(session) is None
        with pytest.raises(WorkError, match="随软件附带"):
            runs.to_shipped(session, CHEN, utc_now())
        actions = set(session.scalars(select(AuditLog.action)))
        assert {"training.edit", "training.train", "training.activate", "training.to_shipped"} <= actions


def test_one_training_at_a_time_unless_it_died(session: Session) -> None:
    now = utc_now()
    first = runs.begin(session, LIN, True, SHIPPED, "v1", now)
    with pytest.raises(WorkError, match="正在训练"):
        runs.begin(session, CHEN, True, SHIPPED, "v1", now + timedelta(seconds=30))
    second = runs.begin(session, CHEN, True, SHIPPED, "v1", now + timedelta(minutes=5))
    rows = {run.id: run.state for run in runs.listed(session)}
    assert rows == {first: "broken", second: "running"}
    runs.fail(session, second, "没有成功", now)
    session.expire_all()
    assert runs.listed(session)[0].error == "没有成功"
    runs.finish(session, first, runs.READY, {}, runs.Stored(b"x", "signed"), now)
    runs.fail(session, first, "太晚了", now)
    session.expire_all()
    assert session.get(ModelRun, first).state == "ready"  # type: ignore[union-attr]


def test_old_models_are_let_go_but_never_the_one_in_use(session: Session) -> None:
    first = new_run(session)
    runs.activate(session, first, "v1", CHEN, utc_now())
    for _ in range(8):
        new_run(session)
    kept = {run.id for run in runs.listed(session, 50) if run.checksum}
    assert first in kept and len(kept) == 7
    assert runs.archive_of(session, first) == (b"model %d" % first, "signed")
    with pytest.raises(WorkError, match="不再保留"):
        runs.activate(session, first + 1, "v1", CHEN, utc_now())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/restart", "斜杠"),
        ("[护照](item)多少钱", "方括号"),
        ("查一下${HOME}", "花括号"),
        ("&anchor", "符号开头"),
        ("谢谢", "已经是 thanks 的例句"),
        ("你好！", "重复"),
        ("？？", "没有文字"),
        ("好" * 201, "太长"),
        ("你\u202e好啊", "不可见字符"),
    ],
)
def test_what_rasa_would_misread_or_learn_twice_is_refused(session: Session, line: str, why: str) -> None:
    with pytest.raises(NotReady) as refused:
        drafts.save(session, "greet", [*SHIPPED["greet"], line], 0, SHIPPED, LIN, utc_now())
    assert any(why in finding.message for finding in refused.value.findings)
    assert drafts.drafts(session) == {}


def test_nobody_writes_over_somebody_elses_examples(session: Session) -> None:
    assert drafts.save(session, "greet", [*SHIPPED["greet"], "早"], 0, SHIPPED, LIN, utc_now()) == 1
    with pytest.raises(Conflict) as found:
        drafts.save(session, "greet", [*SHIPPED["greet"], "嗨"], 0, SHIPPED, CHEN, utc_now())
    assert found.value.theirs == {"examples": ["你好", "您好", "在吗", "早"]} and found.value.by == LIN
    with pytest.raises(WorkError, match="没有意图"):
        drafts.save(session, "nothing", ["a"], 0, SHIPPED, LIN, utc_now())


def test_the_shipped_files_are_read_and_rewritten_with_only_what_changed(tmp_path: Path) -> None:
    files = read_dir(ROOT / "data" / "nlu")
    shipped = examples_of(files)
    assert rewritten(files, shipped) == {}
    wanted = {
        "check_progress": [*shipped["check_progress"][1:], "我那事儿办得咋样了呀"]
    }  # stands in two files
    texts = rewritten(files, wanted)
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for file in files:
        if file.name not in texts:
            (tmp_path / file.name).write_bytes((ROOT / "data" / "nlu" / file.name).read_bytes())
    again = read_dir(tmp_path)
    assert [file.head for file in again] == [file.head for file in files]
    found = examples_of(again)
    assert sorted(found["check_progress"]) == sorted(wanted["check_progress"])
    assert {k: v for k, v in found.items() if k != "check_progress"} == {
        k: v for k, v in shipped.items() if k != "check_progress"
    }


@given(st.text(min_size=1, max_size=40))
def test_whatever_passes_the_door_reads_back_as_it_was(text: str) -> None:
    text = text.strip()
    files = [_file("greet", ("你好",))]
    try:
        written = rewritten(files, {"greet": ["你好", text]})
    except CheckError:
        assert list(question_complaints(text))
        return
    from bot.services import yaml_text
    from bot.services.content import check_text

    try:
        check_text(text)
    except ValueError:
        return  # no draft holds it
    (block,) = yaml_text.parse(written["t.yml"])["nlu"]
    assert block["examples"] == f"- 你好\n- {text}\n" or text == "你好"


def _file(intent: str, examples: tuple[str, ...]):  # type: ignore[no-untyped-def]
    from bot.services.training.files import NluFile

    return NluFile("t.yml", "", ((intent, examples),))
