"""The one door that writes Rasa training data: quoted scalars, nothing that Rasa would interpret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.db.models import FaqEntry, FaqRelease, FaqReleaseEntry
from bot.services.faq.check import answer_complaints, question_complaints
from bot.services.faq.entry import validate
from bot.services.faq.read import INTENT, RESPONSE
from bot.services.faq.schema import FaqRecord
from bot.services.findings import CheckError, Finding


class _Quoted(str):
    """A scalar in double quotes."""


class _Block(str):
    """A scalar as an indented block."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(_Quoted, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", str(v), style='"'))
_Dumper.add_representer(_Block, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", str(v), style="|"))


def rasa_yaml(records: Iterable[FaqRecord]) -> str:
    """Rasa training data that reads back to the same records. Raises CheckError on unsafe text."""
    records = list(records)
    unsafe = [finding for record in records for finding in _unsafe(record)]
    if unsafe:
        raise CheckError(unsafe)
    document = {
        "version": _Quoted("3.1"),
        "nlu": [
            {
                "intent": INTENT + record.name,
                "metadata": _quoted(_metadata(record)),
                "examples": _Block("".join(f"- {text}\n" for text in record.similar)),
            }
            for record in records
        ],
        "responses": {RESPONSE + record.name: [{"text": _Block(record.answer)}] for record in records},
    }
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def intents_yaml(blocks: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Rasa training data of plain intents: (intent, examples). Raises CheckError on unsafe text."""
    blocks = list(blocks)
    unsafe = [
        Finding("", intent, "examples", f"“{text[:30]}”{message}")
        for intent, examples in blocks
        for text in examples
        for message in question_complaints(text)
    ]
    if unsafe:
        raise CheckError(unsafe)
    document = {
        "version": _Quoted("3.1"),
        "nlu": [
            {"intent": intent, "examples": _Block("".join(f"- {text}\n" for text in examples))}
            for intent, examples in blocks
        ],
    }
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def working_records(session: Session) -> list[FaqRecord]:
    """Every entry that is not withdrawn, as staff see it now. Raises CheckError on one that is not valid."""
    entries = session.scalars(
        select(FaqEntry)
        .where(FaqEntry.state != "withdrawn")
        .order_by(FaqEntry.id)
        .options(selectinload(FaqEntry.similar))
    )
    records, found = [], []
    for entry in entries:
        record, findings = validate(entry, "")
        if record is not None:
            records.append(record)
        found += findings
    if found:
        raise CheckError(found)
    return records


def published_records(session: Session) -> list[FaqRecord]:
    """Every entry of the active release."""
    snapshots = session.scalars(
        select(FaqReleaseEntry.snapshot)
        .join(FaqRelease, FaqReleaseEntry.release_id == FaqRelease.id)
        .where(FaqRelease.is_active)
        .order_by(FaqReleaseEntry.id)
    )
    return [FaqRecord.model_validate(snapshot) for snapshot in snapshots]


def export_dir(records: Iterable[FaqRecord], directory: Path) -> list[Path]:
    """Writes `<department code>.yml` files into `directory` and gives their paths."""
    by_department: dict[str, list[FaqRecord]] = defaultdict(list)
    for record in records:
        by_department[record.department].append(record)
    texts = {code: rasa_yaml(group) for code, group in by_department.items()}
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for code, text in texts.items():
        path = directory / f"{code}.yml"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _metadata(record: FaqRecord) -> dict[str, Any]:
    """The staff fields in the order of data/README.md; empty optional ones are left out."""
    body = record.model_dump()
    optional = {"item", "audience", "region"}
    fields = "question department category item audience region source valid_from valid_to checked_on".split()
    return {field: body[field] for field in fields if body[field] or field not in optional}


def _quoted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _quoted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_quoted(each) for each in value]
    return _Quoted(value) if isinstance(value, str) else value


def _unsafe(record: FaqRecord) -> Iterable[Finding]:
    for field, texts, complaints in (
        ("examples", record.similar, question_complaints),
        ("question", [record.question], question_complaints),
        ("answer", [record.answer], answer_complaints),
    ):
        for text in texts:
            for message in complaints(text):
                yield Finding("", record.name, field, f"“{text[:30]}”{message}")
