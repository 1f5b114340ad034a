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
_SUSPECT = re.compile(r"[\[\](){}$\n/\-!&*@]")  # what `question_complaints` looks for, wherever it stands
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
    read = [
        (file.name, record, [text_key(text) for text in (record.question, *record.similar)])
        for file in files
        for record in file.records
    ]
    for name, record, keys in read:
        wrong = _entry(record, keys[1:], departments, items, today)
        found += [Finding(name, record.name, *complaint) for complaint in wrong]
    found += _across(read)
    order = {file.name: index for index, file in enumerate(files)}
    return sorted(found, key=lambda finding: order.get(finding.file, len(order)))


def _entry(
    record: FaqRecord,
    similar: Sequence[str],
    departments: Collection[str],
    items: Collection[str],
    today: date,
) -> Iterator[tuple[str, str]]:
    """Everything wrong within one entry; `similar`: the keys of its 相似问法."""
    if len(record.similar) < MIN_SIMILAR:
        yield "examples", f"相似问法至少{MIN_SIMILAR}条，现有{len(record.similar)}条"
    if len(set(similar)) < len(similar) or "" in similar or _SUSPECT.search("".join(record.similar)):
        yield from _similar(record, similar)  # text by text only where something may be found
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


def _similar(record: FaqRecord, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for index, (text, key) in enumerate(zip(record.similar, keys, strict=True)):
        for message in question_complaints(text):
            yield f"examples[{index}]", f"“{text}”{message}"
        if key in seen:
            yield f"examples[{index}]", f"“{text}”在本条中重复"
        seen.add(key)


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


def _across(read: Sequence[tuple[str, FaqRecord, list[str]]]) -> Iterator[Finding]:
    """A name belongs to one entry, and so does a question in whatever spelling; file, entry, keys of its questions."""
    times = Counter((file, record.name) for file, record, _ in read)
    names: dict[str, str] = {}
    owner: dict[str, tuple[str, str]] = {}
    for file, record, keys in read:
        first_file = names.setdefault(record.name, file)
        if first_file != file or times[file, record.name] > 1:
            where = f"另见 {first_file}" if first_file != file else "在同一个文件里"
            yield Finding(file, record.name, "intent", f"名称重复（{where}）")
        mine = (record.name, file)
        for index, key in enumerate(keys):
            first = owner.setdefault(key, mine)
            if key and first[0] != record.name:
                field, text = (
                    (f"examples[{index - 1}]", record.similar[index - 1])
                    if index
                    else ("question", record.question)
                )
                yield Finding(file, record.name, field, f"“{text}”与 faq/{first[0]}（{first[1]}）重复")
