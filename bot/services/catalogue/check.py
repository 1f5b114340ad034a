"""`catalogue check`: every rule of the catalogue, over all its files at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.services import content
from bot.services.bundles.files import read_bundles
from bot.services.catalogue.form_files import read_forms
from bot.services.catalogue.read import CatalogueFile, read_dir
from bot.services.catalogue.rules import item_complaints
from bot.services.content import text_key
from bot.services.findings import Finding


def check_dir(directory: Path, today: date | None = None) -> list[Finding]:
    """Findings about the catalogue in `directory`; empty means it may be imported."""
    files = read_dir(directory)
    forms, found = read_forms(directory, files)
    _, misfits = read_bundles(directory, files, forms)
    return check_files(files, today or content.today()) + found + misfits


def check_files(files: Sequence[CatalogueFile], today: date) -> list[Finding]:
    """Findings about files already read, in the order of files and items."""
    found = [finding for file in files for finding in file.findings]
    for file in files:
        for item in file.items:
            found += [Finding(file.name, item.code, *complaint) for complaint in item_complaints(item, today)]
    found += _codes(files)
    found += _names(files)
    found += _references(files)
    order = {file.name: index for index, file in enumerate(files)}
    return sorted(found, key=lambda finding: order.get(finding.file, len(order)))


def _codes(files: Iterable[CatalogueFile]) -> Iterator[Finding]:
    """Department, window and item codes are unique over the project."""
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        coded = [("部门编码", file.department.code, "department.code")] if file.department else []
        coded += [("窗口编码", window.code, "windows.code") for window in file.windows]
        coded += [("事项编码", item.code, "code") for item in file.items]
        for kind, code, field in coded:
            first = seen.setdefault((kind, code), file.name)
            if first != file.name or sum(1 for k, c, _ in coded if (k, c) == (kind, code)) > 1:
                yield Finding(file.name, code, field, f"{kind}“{code}”重复（另见 {first}）")


def _names(files: Iterable[CatalogueFile]) -> Iterator[Finding]:
    """A name or alias leads to one item only."""
    owner: dict[str, tuple[str, str]] = {}
    items = [(file, item) for file in files for item in file.items]
    for file, item in items:
        first = owner.setdefault(text_key(item.name), (item.code, file.name))
        if first[0] != item.code:
            yield Finding(file.name, item.code, "name", f"“{item.name}”已是 {first[0]}（{first[1]}）的名称")
    for file, item in items:
        for index, alias in enumerate(item.aliases):
            first = owner.setdefault(text_key(alias), (item.code, file.name))
            if first[0] != item.code:
                message = f"俗称“{alias}”已属于 {first[0]}（{first[1]}）"
                yield Finding(file.name, item.code, f"aliases[{index}]", message)


def _references(files: Sequence[CatalogueFile]) -> Iterator[Finding]:
    """Related items and windows exist."""
    codes = {code for file in files for code in file.item_codes}
    windows = {code for file in files for code in file.window_codes}
    for file in files:
        for item in file.items:
            for index, code in enumerate(item.related):
                if code not in codes:
                    yield Finding(file.name, item.code, f"related[{index}]", f"没有事项“{code}”")
            for index, code in enumerate(item.local.windows):
                if code not in windows:
                    yield Finding(file.name, item.code, f"local.windows[{index}]", f"没有窗口“{code}”")
