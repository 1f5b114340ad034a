"""Figures into a document, between marks that name the measurement; the rest of it stays as it was."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.processes import BenchmarkError


def put(text: str, section: str, body: str) -> str:
    """`text` with `body` between `<!-- section -->` and `<!-- /section -->`. Raises BenchmarkError without them."""
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    between = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not between.search(text):
        raise BenchmarkError(f"there is no {begin} … {end} to write between")
    return between.sub(lambda _: f"{begin}\n{body.strip()}\n{end}", text)


def write(document: Path, section: str, body: str) -> None:
    """`put` for a file. Raises BenchmarkError without the marks, OSError without the file."""
    document.write_text(put(document.read_text("utf-8"), section, body), "utf-8")
