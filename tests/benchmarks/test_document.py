"""Figures written into a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.document import put, write
from benchmarks.processes import BenchmarkError

TEXT = "before\n<!-- one -->\nold\n<!-- /one -->\nbetween\n<!-- two -->\n<!-- /two -->\nafter\n"


def test_only_what_stands_between_the_marks_is_exchanged() -> None:
    written = put(TEXT, "one", "new \\1\n")
    assert written == TEXT.replace("old", "new \\1")
    assert put(written, "one", "new \\1") == written


def test_a_document_without_the_marks_is_left_as_it_is(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(TEXT, encoding="utf-8")
    with pytest.raises(BenchmarkError, match="three"):
        write(document, "three", "new")
    assert document.read_text("utf-8") == TEXT
