"""A document out of a file: what a person said about it, and what the file says itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from bot.services.findings import CheckError, Finding, from_validation_error
from bot.services.policies.check import complaints
from bot.services.policies.documents import read_document
from bot.services.policies.guess import guess
from bot.services.policies.refusal import DocumentRefused
from bot.services.policies.schema import PolicyRecord
from bot.services.policies.split import split

_NAMES = {
    "title": "标题",
    "number": "文号",
    "issuer": "发布机关",
    "issued_on": "公布日期",
    "effective_on": "施行日期",
    "url": "官方网址",
}
_REQUIRED = ("title", "issuer", "effective_on", "url")


@dataclass
class Built:
    """`guessed`: (name of the field, what the file says), for a person to confirm; `remarks`: what to look at."""

    record: PolicyRecord
    guessed: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def build(name: str, raw: bytes, said: dict[str, Any]) -> Built:
    """`said`: fields of PolicyRecord that a person gave; the others are guessed from the text.

    Raises DocumentRefused for a file that cannot be read or split, CheckError for a field that is missing or wrong.
    """
    document = read_document(name, raw)
    parts = split(document.text)
    if not parts.articles:
        raise DocumentRefused("没有找到条文：每条应当另起一行，以“第一条”这样的条号开头。")
    found = {key: value for key, value in vars(guess(parts)).items() if value}
    guessed = [(_NAMES[key], str(value)) for key, value in found.items() if not said.get(key)]
    body = {**found, **{key: value for key, value in said.items() if value is not None}}
    missing = [
        Finding(name, "", key, f"文件里没有找到{_NAMES[key]}，请写明")
        for key in _REQUIRED
        if not body.get(key)
    ]
    if missing:
        raise CheckError(missing)
    body["articles"] = [
        {"no": str(article.no), "text": article.text, "chapter": article.chapter}
        for article in parts.articles
    ]
    try:
        record = PolicyRecord.model_validate(body)
    except ValidationError as error:
        raise CheckError(from_validation_error(error, name, str(body["title"]))) from error
    wrong = [Finding(name, record.title, *each) for each in complaints(record)]
    if wrong:
        raise CheckError(wrong)
    return Built(record, guessed, [*document.remarks, *parts.remarks])
