"""`policy check`: every rule of the policy documents, over all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.services.content import text_key
from bot.services.findings import Finding
from bot.services.policies.numbers import ArticleNo, parse_no
from bot.services.policies.read import PolicyFile, read_dir
from bot.services.policies.schema import PolicyRecord


def check_dir(directory: Path) -> list[Finding]:
    """Findings about the documents in `directory`; it has to be there."""
    if not directory.is_dir():
        return [Finding(str(directory), "", "", "没有这个目录")]
    return check_files(read_dir(directory))


def check_files(files: Sequence[PolicyFile]) -> list[Finding]:
    """Findings about files already read; with no findings they may be imported."""
    found: list[Finding] = []
    owners: dict[tuple[str, date], str] = {}
    for file in files:
        found += file.findings
        if file.record is None:
            continue
        record = file.record
        found += [Finding(file.name, record.title, *each) for each in complaints(record)]
        first = owners.setdefault((record.title, record.effective_on), file.name)
        if first != file.name:
            found.append(Finding(file.name, record.title, "effective_on", f"与 {first} 是同一版本"))
    return found


def complaints(record: PolicyRecord) -> Iterator[tuple[str, str]]:
    """(field, what is wrong) within one document."""
    if record.issued_on and record.issued_on > record.effective_on:
        yield "issued_on", "公布日期晚于施行日期"
    if record.repealed_on and record.repealed_on <= record.effective_on:
        yield "repealed_on", "废止日期应当晚于施行日期"
    numbers = [number for article in record.articles if (number := parse_no(article.no))]
    yield from order_complaints(numbers, complete=record.complete)
    asked: dict[str, str] = {}
    for index, article in enumerate(record.articles):
        for ask in article.asks:
            first = asked.setdefault(text_key(ask), article.no)
            if first != article.no:
                yield f"articles[{index}].asks", f"“{ask}”在{first}已经有了"
        if article.text.startswith(article.no):
            yield f"articles[{index}].text", "条文前不要重复条号"


def order_complaints(numbers: Iterable[ArticleNo], *, complete: bool) -> Iterator[tuple[str, str]]:
    """Articles stand in order; a complete document has none missing."""
    before = ArticleNo(0)
    for index, number in enumerate(numbers):
        if number <= before:
            yield f"articles[{index}].no", f"{number}不应当在{before}之后"
        elif complete and not number.follows(before):
            yield f"articles[{index}].no", f"{number}之前缺条文；没有收全的请写 complete: false"
        before = number
