"""Results into a document, between marks that name the experiment; what was not run this time stays as it was."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from pathlib import Path


def when() -> str:
    load = os.getloadavg()[0]
    return f"{date.today().isoformat()}, {os.cpu_count()} cores ({platform.machine()}), load before the report {load:.1f}"


def replace(document: Path, section: str, body: str) -> None:
    """Raises ValueError when the document has no such section."""
    text = document.read_text("utf-8")
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{document}: no section {section}")
    document.write_text(pattern.sub(lambda _: f"{begin}\n{body}\n{end}", text), "utf-8")
