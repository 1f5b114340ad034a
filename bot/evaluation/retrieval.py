"""How often the right entry of a corpus is found for a citizen's wording."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from bot.nlu.encoder import encoder
from bot.nlu.entries import Entry, EntryIndex
from bot.nlu.plain import plain_text

_TOP = 50


class BadRow(ValueError):
    """A row that is not what the command reads; names file and line in Chinese."""


def evaluate(corpus: Path, queries: Path) -> dict[str, float | int]:
    """`{"n","top1","top3","mrr","ms_per_query","index_seconds"}`; ranks beyond 50 count as not found."""
    asked = read_rows(queries)
    rows = read_rows(corpus)
    started = time.perf_counter()
    entries = [
        Entry(row["id"], tuple(plain_text(text) for text in (row["text"], *row.get("variants", []))), "")
        for row in rows
    ]
    del rows
    index = EntryIndex(entries, encoder())
    built = time.perf_counter()
    top1 = top3 = 0
    reciprocal = 0.0
    for row in asked:
        keys = [hit.key for hit in index.search(plain_text(row["text"]), _TOP)]
        rank = keys.index(row["id"]) + 1 if row["id"] in keys else 0
        top1 += rank == 1
        top3 += 0 < rank <= 3
        reciprocal += 1 / rank if rank else 0.0
    done = time.perf_counter()
    n = max(len(asked), 1)
    return {
        "n": len(asked),
        "top1": round(top1 / n, 4),
        "top3": round(top3 / n, 4),
        "mrr": round(reciprocal / n, 4),
        "ms_per_query": round((done - built) * 1000 / n, 3),
        "index_seconds": round(built - started, 3),
    }


def read_rows(path: Path, *, need_id: bool = True) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file, ids as text. Raises BadRow."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadRow(f"{path.name} 第 {number} 行不是 JSON：{error.msg}") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or (need_id and "id" not in row):
            raise BadRow(f"{path.name} 第 {number} 行需要有 {'id 和 ' if need_id else ''}text")
        rows.append({**row, "id": str(row.get("id", number))})
    return rows
