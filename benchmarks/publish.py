"""From an editor's approved change to the answer citizens get, at 100, 1,000 and 10,000 FAQ entries: seconds.

`python -m benchmarks.publish [--stock [--stock-limit 600]] [--sizes 100 1000 10000]`: a database of its own each, filled with variations of the
shipped entries. Release: the transaction that makes the new release. Index: until another replica talks with it, beside
the talk (nothing is trained or restarted). Both the median of three changes. A replica looks for a new release twice a
second. With --stock, stock Rasa changes the same answer in the same run (stock/republish.py), every size within the limit.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import tempfile
import threading
import time
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import document, report
from benchmarks.servers import free_port
from benchmarks.stock.republish import Entry, Republished, republish
from bot.db.session import reset_engines, write_session
from bot.settings import get_settings

WAIT_S = 0.5  # nlu/knowledge.py looks so often
_CHANGES = 3
CHANGED = "核对于2026年12月1日：以窗口公布的为准，拿不准时拨打12345。"


def measure(size: int, folder: Path) -> dict[str, float]:
    from sqlalchemy import select

    from bot.app import spare_the_collector
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
    spare_the_collector()  # as the server does
    released, indexed = [], []
    for number in range(_CHANGES):
        answer = f"{CHANGED}（{number}）"
        with write_session() as session:
            query = select(FaqEntry).where(FaqEntry.state == "published").order_by(FaqEntry.name)
            entry = session.scalars(query.offset(number).limit(1)).one()
            entry.answer, entry.state, name = answer, "draft", entry.name
        began = time.perf_counter()
        with write_session(durable=True) as session:
            report = publish(session, "benchmark")
        released.append(time.perf_counter() - began)
        began = time.perf_counter()
        loading = threading.Thread(target=replica._load)  # as the replica does
        loading.start()
        while (known := replica._current) is None or known.faqs[name].answer != answer:
            time.sleep(0.005)
        indexed.append(time.perf_counter() - began)
        loading.join()
    release_s, index_s = statistics.median(released), statistics.median(indexed)
    return {
        "entries": report.entries,
        "release_s": round(release_s, 2),
        "index_s": round(index_s, 2),
        "live_within_s": round(release_s + WAIT_S + index_s, 2),
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


def stock(size: int, folder: Path, limit_s: float) -> Republished:
    """The same entries, changed and trained again by Rasa itself."""
    from bot.services.faq.read import read_dir

    shipped = [record for file in read_dir(get_settings().faq_dir) for record in file.records]
    records = shipped[:size]
    for n in count(1):
        if len(records) >= size:
            break
        records += [varied(record, n) for record in shipped[: size - len(records)]]
    entries = [Entry(each.name, [each.question, *each.similar], each.answer) for each in records]
    (folder / f"stock-{size}").mkdir()
    return republish(entries, CHANGED, folder / f"stock-{size}", free_port(), limit_s)


def table(rows: list[tuple[dict[str, float], Republished | None]], limit_s: float) -> list[str]:
    """Markdown. What was stopped at the limit is "more than", never a figure."""
    lines = [
        "| entries | ours: release (s) | index (s) | live within (s) | stock: train (s) | load (s) | live after (s) | times |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for ours, theirs in rows:
        row = f"| {ours['entries']:,} | {ours['release_s']} | {ours['index_s']} | {ours['live_within_s']} |"
        lines.append(f"{row} {beside(theirs, ours['live_within_s'], limit_s)}")
    return lines


def beside(theirs: Republished | None, ours_s: float, limit_s: float) -> str:
    """Stock's columns."""
    if theirs is None:
        return "not tried | | | |"
    if theirs.train_s is None or theirs.load_s is None:
        which = "the first training" if theirs.first_s is None else "training again"
        bound = f"more than {limit_s:g}"
        return f"{which} stopped at {limit_s:g} | | {bound} | over {math.floor(limit_s / ours_s):,} |"
    total = theirs.train_s + theirs.load_s
    return f"{theirs.train_s:.1f} | {theirs.load_s:.1f} | {total:.1f} | {total / ours_s:,.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--stock", action="store_true", help="stock Rasa beside ours: trains it, for minutes")
    parser.add_argument(
        "--stock-limit",
        type=float,
        default=1800,
        help="seconds of the clock for each of stock's two trainings, at each size; then it is stopped",
    )
    parser.add_argument("--write", type=Path, help="the document that gets the table")
    asked = parser.parse_args()
    around = ", ".join(f"{name} {value}" for name, value in report.surroundings().items())
    rows: list[tuple[dict[str, float], Republished | None]] = []
    with tempfile.TemporaryDirectory(prefix="zhengwen-publish-") as folder:
        for size in asked.sizes:
            ours = measure(size, Path(folder))
            print(json.dumps(ours), flush=True)
            theirs = stock(size, Path(folder), asked.stock_limit) if asked.stock else None
            rows.append((ours, theirs))
            if theirs is not None:
                print(json.dumps({"entries": size, "stock": asdict(theirs)}), flush=True)
            lines = [*table(rows, asked.stock_limit), "", around]
            if asked.write:  # after every size: the next may take an hour
                document.write(asked.write, "publish", "\n".join(lines))
        reset_engines()
    print("\n".join(lines))


if __name__ == "__main__":
    main()
