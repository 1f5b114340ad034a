"""The product's source as the architecture tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.settings import ROOT


@dataclass(frozen=True)
class Module:
    """`path` is relative to the checkout, with slashes."""

    path: str
    tree: ast.Module

    def imports(self) -> Iterator[tuple[str, str]]:
        """(module, name) of every import, wherever it stands; the name is empty for `import x`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.module, alias.name) for alias in node.names)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """(dotted name, call) of every call of a plain name or attribute: `text.clean`, `file`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """Every module of `bot` except the migrations."""
    return tuple(
        Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if "migrations" not in path.parts
    )


def under(*folders: str) -> list[Module]:
    return [module for module in modules() if module.path.startswith(folders)]


def importing(*roots: str) -> set[str]:
    """The paths of the modules that import one of the top-level packages or modules in `roots`."""
    return {
        module.path
        for module in modules()
        for imported, _ in module.imports()
        if any(imported == root or imported.startswith(f"{root}.") for root in roots)
    }


def calling(name: str) -> set[str]:
    """The paths of the modules that call `name`, also as the last part of a dotted name."""
    return {
        module.path
        for module in modules()
        for called, _ in module.calls()
        if called == name or called.endswith(f".{name}")
    }
