"""FAQ entries out of Rasa training files (`nlu:` with metadata and `responses:`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.services import yaml_text
from bot.services.faq.schema import FaqRecord
from bot.services.findings import Finding, from_validation_error

INTENT = "faq/"
RESPONSE = "utter_faq/"


@dataclass
class FaqFile:
    """The entries of one file that could be read, and the findings about the rest."""

    name: str
    records: list[FaqRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: dict[str, list[int]] = field(default_factory=dict)  # of a sheet: name → where it stands


def read_text(name: str, text: str) -> FaqFile:
    """The Rasa file called `name` with content `text`."""
    file = FaqFile(name)
    try:
        document = yaml_text.parse(text)
    except yaml_text.YamlError as error:
        file.findings.append(Finding(name, "", "", str(error)))
        return file
    if not isinstance(document, dict) or not isinstance(document.get("nlu"), list):
        file.findings.append(Finding(name, "", "nlu", "文件应当包含 version、nlu、responses 三部分"))
        return file
    if document.get("version") != "3.1":
        file.findings.append(Finding(name, "", "version", '应当是 version: "3.1"'))
    for key in document:
        if key not in ("version", "nlu", "responses"):
            file.findings.append(Finding(name, "", str(key), "不认识的字段，请核对拼写和缩进"))
    responses = document.get("responses") or {}
    if not isinstance(responses, dict):
        file.findings.append(Finding(name, "", "responses", "应当是“utter_faq/名称: 回答”的结构"))
        responses = {}
    answers = dict(responses)
    for index, block in enumerate(document["nlu"]):
        _entry(file, index, block, answers)
    for key in answers:
        file.findings.append(Finding(name, str(key), "responses", "这个回答没有对应的问题（intent）"))
    return file


def read_dir(directory: Path) -> list[FaqFile]:
    """Every `*.yml` of `directory`, by name."""
    files = []
    for path in sorted(directory.glob("*.yml")):
        try:
            files.append(read_text(path.name, yaml_text.decode(path.read_bytes())))
        except yaml_text.YamlError as error:
            files.append(FaqFile(path.name, findings=[Finding(path.name, "", "", str(error))]))
    if not files:
        files.append(FaqFile("", findings=[Finding(str(directory), "", "", "没有找到任何 .yml 文件")]))
    return files


def _entry(file: FaqFile, index: int, block: Any, answers: dict[Any, Any]) -> None:
    where = f"nlu[{index}]"
    intent = block.get("intent") if isinstance(block, dict) else None
    if not isinstance(intent, str) or not intent.startswith(INTENT):
        file.findings.append(Finding(file.name, "", where, "每一条都要有 intent: faq/名称"))
        return
    name = intent[len(INTENT) :]
    bad: list[Finding] = []
    for key in block:
        if key not in ("intent", "metadata", "examples"):
            bad.append(Finding(file.name, name, str(key), "不认识的字段，请核对拼写和缩进"))
    metadata = block.get("metadata")
    if not isinstance(metadata, dict):
        bad.append(Finding(file.name, name, "metadata", "缺少 metadata"))
        metadata = {}
    body: dict[Any, Any] = {**metadata, "name": name, "similar": _examples(block.get("examples"))}
    if body["similar"] is None:
        bad.append(Finding(file.name, name, "examples", "应当是“examples: |”，每行以“- ”开头"))
        body["similar"] = []
    variations = answers.pop(RESPONSE + name, None)
    if not (isinstance(variations, list) and len(variations) == 1 and isinstance(variations[0], dict)):
        bad.append(Finding(file.name, name, "responses", f"要有且只有一条 {RESPONSE}{name} 回答"))
        body["answer"] = "（缺少这条回答的正文）"
    else:
        body["answer"] = variations[0].get("text")
        if set(variations[0]) != {"text"}:
            bad.append(Finding(file.name, name, "responses", "回答只能有 text 一个字段"))
    try:
        record = FaqRecord.model_validate(body)
    except ValidationError as error:
        bad += from_validation_error(error, file.name, name)
    else:
        if not bad:
            file.records.append(record)
    file.findings += bad


def _examples(value: Any) -> list[str] | None:
    """The lines of an `examples: |` block without their dashes; None when it is not one."""
    if not isinstance(value, str):
        return None
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    if not all(line.startswith("- ") for line in lines):
        return None
    return [line[2:].strip() for line in lines]
