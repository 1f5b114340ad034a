"""docs/security.md says what is: every test it names exists, every attack has one, every version is the lock's."""

from __future__ import annotations

import ast
import re
from functools import cache

from bot.settings import ROOT
from scripts.sbom import pins

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def part(heading: str) -> str:
    return PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 60
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []


def test_every_attack_names_its_test() -> None:
    rows = [line.split("|") for line in part("Attacks").splitlines() if line.startswith("|")][2:]
    assert len(rows) > 30
    assert [row[1] for row in rows if not NAMED.search(row[3])] == []


def test_versions_are_those_of_the_lock() -> None:
    lock = {pin.name: pin.version for pin in pins((ROOT / "requirements.txt").read_text("utf-8"))}
    said = re.findall(r"`([a-z][a-z-]+)` (\d[\w.]*\w)", part("Dependencies"))
    assert len(said) > 12
    assert [(name, version) for name, version in said if lock.get(name) != version and version != "2"] == []


def test_the_fuzz_figures_are_those_of_the_tests() -> None:
    """112,000 = 4 parts of 28,000, 100,000 = 10 kinds of 10,000 …: whoever changes one changes the other."""
    page = part("Fuzzing")
    for path, counts in {
        "tests/fuzz/test_text.py": ("cases(400, 28_000)", "cases(150, 10_000)"),
        "tests/fuzz/test_openapi.py": ("(100, 12_000)", "(20, 500)"),
        "tests/fuzz/test_imports.py": ("cases(60, 3_000)",),
    }.items():
        assert path in page
        source = (ROOT / path).read_text("utf-8")
        assert [each for each in counts if each not in source] == []
