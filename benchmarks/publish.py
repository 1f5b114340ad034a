"""From an editor's approved change to the answer citizens get, at 100, 1,000 and 10,000 FAQ entries: seconds.

`python -m benchmarks.publish [--sizes 100 1000 10000]`: a database of its own each, filled with variations of the
shipped entries. Release: the transaction that makes the new release. Index: another replica's knowledge brought up to
date beside the talk (nothing is trained or restarted). A replica looks for a new release once a second.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.db.session import reset_engines, write_session
from bot.settings import get_settings

WAIT_S = 1.0  # nlu/knowledge.py looks so often
CHANGED = "核对于2026年12月1日：以窗口公布的为准，拿不准时拨打12345。"


def measure(size: int, folder: Path) -> dict[str, float]:
    from sqlalchemy import select

    from bot.db import migrate
    from bot.db.models import FaqEntry
    from bot.nlu.knowledge import KnowledgeBase
    from bot.services.faq.import_ import import_files
    from bot.services.faq.read import FaqFile, read_dir
    from bot.services.faq.release import publish
    from bot.services.seed import seed

    settings = get_settings()
    url = f"sqlite:///{folder / f'{size}.db'}"
    os.environ["ZHENGWEN_DATABASE_URL"] = url
    get_settings.cache_clear()
    reset_engines()
    migrate.upgrade(url)
    shipped = [record for file in read_dir(settings.faq_dir) for record in file.records]
    with write_session() as session:
        seed(session, settings.catalogue_dir, settings.faq_dir, settings.region_code, settings.city)
        more = (size - len(shipped) + len(shipped) - 1) // len(shipped)
        records = [varied(record, n) for n in range(1, more + 1) for record in shipped]
        import_files(session, [FaqFile("more", records[: max(0, size - len(shipped))])], "benchmark")
        if size < len(shipped):
            for entry in session.scalars(select(FaqEntry).order_by(FaqEntry.name).offset(size)):
                entry.state = "withdrawn"
        publish(session, "benchmark")
    replica = KnowledgeBase()
    replica.current()
    with write_session() as session:
        entry = session.scalars(select(FaqEntry).where(FaqEntry.state == "published").limit(1)).one()
        entry.answer, entry.state, name = CHANGED, "draft", entry.name
    began = time.perf_counter()
    with write_session(durable=True) as session:
        report = publish(session, "benchmark")
    released = time.perf_counter() - began
    began = time.perf_counter()
    replica._load()  # what the replica does in a thread of its own
    indexed = time.perf_counter() - began
    assert replica.current().faqs[name].answer == CHANGED
    return {
        "entries": report.entries,
        "release_s": round(released, 2),
        "index_s": round(indexed, 2),
        "live_within_s": round(released + WAIT_S + indexed, 2),
    }


def varied(record: Any, n: int) -> Any:
    """The same entry for another place: other words, another name."""
    return record.model_copy(
        update={
            "name": f"{record.name}_{n}",
            "question": f"{n}号片区{record.question}",
            "similar": [f"{n}号片区{text}" for text in record.similar],
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory(prefix="zhengwen-publish-") as folder:
        for size in sizes:
            print(json.dumps(measure(size, Path(folder))), flush=True)
        reset_engines()


if __name__ == "__main__":
    main()
