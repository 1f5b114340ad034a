"""Whatever becomes of a file that staff bring: read, or refused in words; never another error, never for long."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook
from pydantic import ValidationError

from bot.services import yaml_text
from bot.services.bundles.files import parse_bundle
from bot.services.catalogue import read as catalogue
from bot.services.faq.import_ import FaqImportError, read_bytes
from bot.services.faq.sheet import COLUMNS
from bot.services.forms.schema import InvalidForm, parse_form
from bot.services.policies import read as policies
from bot.settings import ROOT
from tests.fuzz.size import SEED, cases
from tests.fuzz.strings import strings

LONGEST_S = 5.0  # CPU seconds
DATA = ROOT / "data"
_VALUES = [
    None,
    True,
    -1,
    10**30,
    1.5e300,
    "",
    "x",
    "2026-02-30",
    [],
    [[]],
    {},
    {"a": {}},
    "办" * 3_000,
    "\u202e${X}",
]


def first(folder: Path) -> str:
    """One document of ours, not too long."""
    return min((path.read_text("utf-8") for path in folder.glob("*.yml")), key=len)


def spoilt(rng: random.Random, text: str) -> str:
    """As bytes go wrong: cut, doubled, exchanged."""
    for _ in range(rng.randint(1, 6)):
        at, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        end = min(end, at + 40)
        new = rng.choice(
            ("", text[at:end] * 2, chr(rng.randrange(0x20, 0xD7FF)), *"&*!|>%@`{}[]:,-#?\t\n\"'\x00\x85")
        )
        text = text[:at] + new + text[end:]
    return text


def exchanged(rng: random.Random, document: object) -> object:
    """As people go wrong: a value of another kind, a field gone, one too many."""
    if isinstance(document, dict) and document and rng.random() < 0.8:
        key = rng.choice(list(document))
        found = {**document, key: exchanged(rng, document[key])}
        if rng.random() < 0.1:
            del found[key]
        if rng.random() < 0.1:
            found[rng.choice(("x", 1, None, True))] = 1
        return found
    if isinstance(document, list) and document and rng.random() < 0.8:
        at = rng.randrange(len(document))
        return [*document[:at], exchanged(rng, document[at]), *document[at + rng.randint(0, 1) :]]
    return rng.choice(_VALUES)


def _catalogue(text: str) -> object:
    return catalogue.read_text("部门.yml", text).findings


def _faq(text: str) -> object:
    return read_bytes("问答.yml", text.encode("utf-8", "surrogatepass")).findings


def _form(text: str) -> object:
    try:
        body = yaml_text.parse(text)
        return parse_form(body) if isinstance(body, dict) else body
    except (yaml_text.YamlError, InvalidForm) as refused:
        return str(refused)


def _bundle(text: str) -> object:
    try:
        body = yaml_text.parse(text)
        return parse_bundle(body) if isinstance(body, dict) else body
    except (yaml_text.YamlError, ValidationError) as refused:
        return str(refused)


def _policy(text: str) -> object:
    return policies.read_text("办法.yml", text).findings


READERS: dict[str, tuple[Path, Callable[[str], object]]] = {
    "catalogue": (DATA / "catalogue", _catalogue),
    "form": (DATA / "catalogue" / "forms", _form),
    "bundle": (DATA / "catalogue" / "bundles", _bundle),
    "faq": (DATA / "nlu" / "faq", _faq),
    "policy": (DATA / "policies", _policy),
}


@pytest.mark.parametrize("kind", READERS)
def test_yaml_is_read_or_found_wanting(kind: str) -> None:
    folder, read = READERS[kind]
    good, rng = first(folder), random.Random(SEED)
    document = yaml.safe_load(good)
    for _ in range(cases(60, 3_000)):
        if rng.random() < 0.4:
            text = spoilt(rng, good)
        else:
            text = yaml.safe_dump(exchanged(rng, document), allow_unicode=True)
        started = time.thread_time()
        try:
            str(read(text))
        except FaqImportError as refused:
            assert str(refused)
        assert time.thread_time() - started < LONGEST_S, text


def test_a_spreadsheet_is_read_or_refused() -> None:
    rng = random.Random(SEED)
    cells = list(strings(SEED, 400))
    for number in range(cases(60, 3_000)):
        raw = _sheet(rng, cells, ".xlsx" if number % 2 else ".csv")
        if rng.random() < 0.5:
            damaged = bytearray(raw)
            for _ in range(rng.randint(1, 30)):
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
            raw = bytes(damaged[: rng.choice((len(damaged), rng.randrange(len(damaged))))])
        started = time.thread_time()
        try:
            str(read_bytes("问答.xlsx" if number % 2 else "问答.csv", raw).findings)
        except FaqImportError as refused:
            assert str(refused)
        assert time.thread_time() - started < LONGEST_S


def _sheet(rng: random.Random, cells: list[str], ending: str) -> bytes:
    headings = list(COLUMNS.values())
    if rng.random() < 0.2:
        headings[rng.randrange(len(headings))] = rng.choice(cells)
    rows = [[rng.choice(cells) for _ in headings] for _ in range(rng.randint(0, 4))]
    if ending == ".csv":
        quote = rng.choice(('"', "", "'"))
        lines = [",".join(f"{quote}{cell}{quote}" for cell in row) for row in (headings, *rows)]
        return "\n".join(lines).encode(rng.choice(("utf-8", "gb18030", "utf-16")), "replace")
    book = Workbook()
    for row in (headings, *rows):
        book.worksheets[0].append([_printable(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(cell: str) -> str:
    """openpyxl itself writes no control characters."""
    return "".join(
        char for char in cell if char >= " " and not "\ud800" <= char <= "\udfff" and char < "\ufffe"
    )
