"""One noun, one file: no Python file of the product grows past reading, and each says what it is."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

from bot.settings import ROOT

LONGEST = 250
MEDIAN = 80
FILES = sorted(
    path
    for path in (ROOT / "bot").rglob("*.py")
    if "migrations/versions" not in path.relative_to(ROOT).as_posix()
)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_product_was_found() -> None:
    assert len(FILES) > 100


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    """Give the second noun a file of its own."""
    assert {name(path): lines(path) for path in FILES if lines(path) > LONGEST} == {}


def test_most_files_are_short() -> None:
    assert median(lines(path) for path in FILES if lines(path)) < MEDIAN


def test_every_module_says_what_it_is() -> None:
    silent = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):  # an empty package file has nothing to say
            silent.append(name(path))
    assert silent == []
