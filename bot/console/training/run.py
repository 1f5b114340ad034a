"""One training, in a process of its own: ``python -m bot.console.training.run RUN``. Says how far it is in the database."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.assistant.signature import signature_for
from bot.console.faq.ask import Outcome, outcome
from bot.console.faq.gate import recent_questions
from bot.console.training.shared import NLU, files, shipped
from bot.db.base import utc_now
from bot.db.models import ModelRun
from bot.db.session import read_session, write_session
from bot.logs import configure_logging
from bot.nlu.crossval import cross_validate, digest_of
from bot.services.faq import golden
from bot.services.faq.read import read_dir
from bot.services.training import drafts, runs
from bot.services.training.files import Examples, rewritten
from bot.settings import ROOT, get_settings

_FAQ = "faq"  # the intent that all entries are to the classifier
_QUESTIONS = 300  # of citizens, that both models are asked
_LISTED = 100
_BEAT_S = 5.0
_NICER = 10


def main(run_id: int) -> None:
    """Raises whatever goes wrong; the server that started it marks the run as failed."""
    give_way()
    configure_logging("WARNING")
    threading.Thread(target=_live, args=(run_id,), daemon=True).start()
    with read_session() as session:
        run = session.get(ModelRun, run_id)
        assert run is not None
        trains, base, changed = run.trains, run.base, dict(run.examples)
        before = drafts.in_use(session, shipped())
    faqs = [
        text for file in read_dir(get_settings().faq_dir) for each in file.records for text in each.similar
    ]
    now = {**before, **changed}
    report: dict[str, Any] = {"now": _measured(run_id, {**now, _FAQ: faqs}, base, "交叉验证")}
    if now != before:
        report["before"] = _measured(run_id, {**before, _FAQ: faqs}, base, "交叉验证（正在使用的）")
    else:
        report["before"] = report["now"]
    stored: runs.Stored | None = None
    if trains:
        with tempfile.TemporaryDirectory(prefix="zhengwen-train-") as folder:
            model = _train(run_id, Path(folder), changed)
            report |= asyncio.run(_compare(run_id, model))
            archive = model.read_bytes()
            stored = runs.Stored(archive, signature_for(archive))
    with write_session(durable=True) as session:
        runs.finish(session, run_id, runs.READY if trains else runs.MEASURED, report, stored, utc_now())


def give_way() -> None:
    """Citizens come first, where the system lets a process say so; a service manager may forbid the call."""
    with suppress(OSError):
        os.nice(_NICER)


def _measured(run_id: int, examples: Examples, base: str, stage: str) -> dict[str, Any]:
    digest = digest_of(examples, base)
    with read_session() as session:
        known = runs.measured(session, digest)
    if known is not None:
        return known
    return {
        **cross_validate(examples, lambda done, total: _tell(run_id, stage, done, total)),
        "digest": digest,
    }


def _train(run_id: int, folder: Path, changed: Examples) -> Path:
    """A copy of `data/nlu` with the other examples in it, trained on."""
    from bot.assistant.train import train_model

    _tell(run_id, "训练模型", 0, 0)
    if not os.access(ROOT, os.W_OK):
        os.environ.setdefault("RASA_CACHE_DIRECTORY", str(folder / "cache"))
    nlu = folder / "nlu"
    shutil.copytree(NLU, nlu)
    for name, text in rewritten(files(), changed).items():
        (nlu / name).write_text(text, encoding="utf-8")
    result = train_model(nlu, folder / "models", "trained")
    if result.code != 0 or result.model is None:
        raise RuntimeError("Rasa has not trained a model")
    return Path(result.model)


async def _compare(run_id: int, model: Path) -> dict[str, Any]:
    """Both models asked the golden questions and what citizens asked last."""
    from bot.assistant.assistant import Assistant
    from bot.assistant.model import NoModel, model_in_use
    from bot.console.faq.ask import heard_by
    from bot.nlu.knowledge import knowledge_base

    try:
        old = Assistant(str(model_in_use()))
    except NoModel:
        return {}
    new, knowledge = Assistant(str(model)), knowledge_base.current()
    with read_session() as session:
        must = [(row.text, row.key) for row in golden.listed(session)]
        asked = recent_questions(session)[:_QUESTIONS]

    async def both(text: str) -> tuple[Outcome, Outcome]:
        was, now = await heard_by(old, text), await heard_by(new, text)
        return outcome(was, knowledge), outcome(now, knowledge)

    worse, impact = [], []
    for n, (text, key) in enumerate(must, 1):
        _tell(run_id, "必答问题", n, len(must))
        was, now = await both(text)
        if now.rank(key) < was.rank(key):
            worse.append({"question": text, "before": was.words, "after": now.words})
    for n, (text, times) in enumerate(asked, 1):
        if n % 20 == 1:
            _tell(run_id, "市民最近的问题", n, len(asked))
        was, now = await both(text)
        if was.same_as != now.same_as:
            impact.append({"question": text, "times": times, "before": was.words, "after": now.words})
    return {
        "golden": len(must),
        "worse": worse,
        "asked": len(asked),
        "impact_total": len(impact),
        "impact": impact[:_LISTED],
    }


def _live(run_id: int) -> None:
    """However long a stage takes, the pages know that it goes on."""
    while True:
        time.sleep(_BEAT_S)
        try:
            with write_session() as session:
                runs.alive(session, run_id, utc_now())
        except OperationalError:
            continue  # the database is busy; the next time


def _tell(run_id: int, stage: str, done: int, total: int) -> None:
    with write_session() as session:
        runs.tell(session, run_id, stage, done, total, utc_now())


if __name__ == "__main__":
    main(int(sys.argv[1]))
