"""An answer that staff changed, ours beside stock: what is not measured is not stated."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from benchmarks.publish import beside, table
from benchmarks.stock.republish import Entry, Republished, republish

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = [
    Entry("a", ["护照怎么办", "办护照"], "到窗口办。"),
    Entry("b", ["社保卡丢了", "补社保卡"], "挂失后补办。"),
]


def test_what_was_stopped_is_a_bound_and_rounded_against_us() -> None:
    first = beside(Republished(None, None, None), 0.74, 600)
    assert first == "the first training stopped at 600 | | more than 600 | over 810 |"  # 810.8
    again = beside(Republished(580.0, None, None), 2.53, 600)
    assert again == "training again stopped at 600 | | more than 600 | over 237 |"


def test_what_was_measured_and_what_was_not_tried() -> None:
    assert beside(Republished(120.0, 123.6, 6.7), 0.56, 600) == "123.6 | 6.7 | 130.3 | 233 |"
    assert beside(None, 0.56, 600) == "not tried | | | |"


def test_every_row_has_as_many_cells_as_the_head() -> None:
    ours = {"entries": 1000, "release_s": 0.19, "index_s": 0.05, "live_within_s": 0.74}
    every = [None, Republished(None, None, None), Republished(1.0, None, None), Republished(1.0, 2.0, 3.0)]
    lines = table([(ours, theirs) for theirs in every], 60)
    assert len(lines) == 2 + len(every) and {line.count("|") for line in lines} == {9}
    assert all(line.startswith("| 1,000 | 0.19 | 0.05 | 0.74 | ") for line in lines[2:])


def test_stock_is_stopped_at_the_limit_with_all_its_processes(tmp_path: Path) -> None:
    began = time.monotonic()
    assert republish(ENTRIES, "改了。", tmp_path, 1, limit_s=1) == Republished(None, None, None)
    assert time.monotonic() - began < 1 + 20  # the time a group gets to end before it is killed
    assert not [each for each in psutil.process_iter(["cmdline"]) if _about(each, tmp_path)]


@pytest.mark.slow
def test_one_run_shows_every_size_although_stock_was_stopped_at_the_first(tmp_path: Path) -> None:
    document = tmp_path / "figures.md"
    document.write_text("<!-- publish -->\n<!-- /publish -->\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "benchmarks.publish",
        "--stock",
        "--stock-limit",
        "1",
        "--sizes",
        "3",
        "5",
    ]
    done = subprocess.run(
        [*command, "--write", str(document)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    stock = [
        json.loads(line)
        for line in done.stdout.splitlines()
        if line.startswith('{"entries"') and "stock" in line
    ]
    stopped = {"first_s": None, "train_s": None, "load_s": None}
    assert stock == [{"entries": 3, "stock": stopped}, {"entries": 5, "stock": stopped}]
    rows = [line for line in document.read_text("utf-8").splitlines() if "more than 1 |" in line]
    assert [row.split("|")[1].strip() for row in rows] == ["3", "5"]
    assert all("| over " in row for row in rows)


def _about(process: psutil.Process, folder: Path) -> bool:
    return str(folder) in " ".join(process.info["cmdline"] or []) and process.status() != psutil.STATUS_ZOMBIE
