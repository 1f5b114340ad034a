"""`faq check`: every rule of the FAQ, over all entries at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.services import content
from bot.services.catalogue import read as catalogue_read
from bot.services.content import text_key
from bot.services.faq.read import FaqFile, read_dir
from bot.services.faq.schema import FaqRecord
from bot.services.findings import Finding

MIN_SIMILAR = 8
_MARKUP = re.compile(r"[\[\](){}]")  # Rasa reads these in an example as entities
_MARKDOWN = re.compile(r"\*\*|`|\]\(|^#", re.MULTILINE)


def check_dir(directory: Path, catalogue_dir: Path, today: date | None = None) -> list[Finding]:
    """Findings about the FAQ in `directory`, whose departments and items are those of `catalogue_dir`."""
    catalogue = catalogue_read.read_dir(catalogue_dir)
    departments = {file.department.code for file in catalogue if file.department}
    items = {code for file in catalogue for code in file.item_codes}
    return check_files(read_dir(directory), departments, items, today or content.today())


def check_files(
    files: Sequence[FaqFile], departments: Collection[str], items: Collection[str], today: date
) -> list[Finding]:
    """Findings about files already read; with no findings the entries may be published."""
    found = [finding for file in files for finding in file.findings]
    for file in files:
        for record in file.records:
            found += [Finding(file.name, record.name, *c) for c in _entry(record, departments, items, today)]
    found += _across(files)
    order = {file.name: index for index, file in enumerate(files)}
    return sorted(found, key=lambda finding: order.get(finding.file, len(order)))


def _entry(
    record: FaqRecord, departments: Collection[str], items: Collection[str], today: date
) -> Iterator[tuple[str, str]]:
    """Everything wrong within one entry."""
    if len(record.similar) < MIN_SIMILAR:
        yield "examples", f"相似问法至少{MIN_SIMILAR}条，现有{len(record.similar)}条"
    seen: set[str] = set()
    for index, text in enumerate(record.similar):
        for message in question_complaints(text):
            yield f"examples[{index}]", f"“{text}”{message}"
        key = text_key(text)
        if key in seen:
            yield f"examples[{index}]", f"“{text}”在本条中重复"
        seen.add(key)
    for message in question_complaints(record.question):
        yield "question", message
    for message in answer_complaints(record.answer):
        yield "answer", message
    for field in ("category", "region"):
        if _unsafe(getattr(record, field) or ""):
            yield field, "不能含有花括号或 ${"
    for field, value in record.source.model_dump().items():
        if _unsafe(value or ""):
            yield f"source.{field}", "不能含有花括号或 ${"
    if record.department not in departments:
        yield "department", f"没有部门“{record.department}”"
    if record.item is not None and record.item not in items:
        yield "item", f"没有事项“{record.item}”"
    if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
        yield "valid_to", "失效日期早于生效日期"
    if record.checked_on > today.isoformat():
        yield "checked_on", "核对日期不能晚于今天"


def question_complaints(text: str) -> Iterator[str]:
    """Why `text` may not be a training example."""
    if _MARKUP.search(text):
        yield "不能含有方括号、花括号或半角圆括号"
    if "${" in text:
        yield "不能含有 ${"
    if text.startswith(("/", "-", "!", "&", "*", "@")):
        yield "不能以斜杠等符号开头"
    if "\n" in text:
        yield "不能换行"
    if not text_key(text):
        yield "没有文字"


def answer_complaints(text: str) -> Iterator[str]:
    """Why `text` may not be said to a citizen."""
    if _unsafe(text):
        yield "不能含有花括号或 ${"
    if any(line.lstrip().startswith("/") for line in text.split("\n")):
        yield "任何一行都不能以斜杠开头"
    if _MARKDOWN.search(text):
        yield "不能使用 Markdown 标记"


def _unsafe(text: str) -> bool:
    return "{" in text or "}" in text or "${" in text


def _across(files: Sequence[FaqFile]) -> Iterator[Finding]:
    """A name belongs to one entry, and so does a question in whatever spelling."""
    names: dict[str, str] = {}
    owner: dict[str, tuple[str, str]] = {}
    for file in files:
        times = Counter(record.name for record in file.records)
        for record in file.records:
            first_file = names.setdefault(record.name, file.name)
            if first_file != file.name or times[record.name] > 1:
                yield Finding(file.name, record.name, "intent", f"名称重复（另见 {first_file}）")
            for field, text in [("question", record.question)] + [
                (f"examples[{index}]", text) for index, text in enumerate(record.similar)
            ]:
                first = owner.setdefault(text_key(text), (record.name, file.name))
                if text_key(text) and first[0] != record.name:
                    message = f"“{text}”与 faq/{first[0]}（{first[1]}）重复"
                    yield Finding(file.name, record.name, field, message)
