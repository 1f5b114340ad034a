"""Policy documents out of ``*.yml``, one a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from bot.services import yaml_text
from bot.services.findings import Finding, from_validation_error
from bot.services.policies.schema import PolicyRecord

MAX_BYTES = 4 * 1024 * 1024


@dataclass
class PolicyFile:
    """The document of one file, or the findings why there is none."""

    name: str
    record: PolicyRecord | None = None
    findings: list[Finding] = field(default_factory=list)


def read_text(name: str, text: str) -> PolicyFile:
    """The file called `name` with content `text`."""
    try:
        body = yaml_text.parse(text)
    except yaml_text.YamlError as error:
        return PolicyFile(name, findings=[Finding(name, "", "", str(error))])
    if not isinstance(body, dict):
        return PolicyFile(
            name, findings=[Finding(name, "", "", "文件应当是一部政策文件：title、articles 等字段")]
        )
    try:
        return PolicyFile(name, PolicyRecord.model_validate(body))
    except ValidationError as error:
        title = body.get("title")
        found = from_validation_error(error, name, title if isinstance(title, str) else "")
        return PolicyFile(name, findings=found)


def read_file(path: Path) -> PolicyFile:
    """A `.yml` of at most `MAX_BYTES`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise yaml_text.YamlError(f"文件超过{MAX_BYTES // 1024 // 1024}MB")
        return read_text(path.name, yaml_text.decode(path.read_bytes()))
    except (OSError, yaml_text.YamlError) as error:
        message = "读不了这个文件" if isinstance(error, OSError) else str(error)
        return PolicyFile(path.name, findings=[Finding(path.name, "", "", message)])


def read_dir(directory: Path) -> list[PolicyFile]:
    """Every `*.yml` of `directory`, by name; none is no mistake: a city may do without."""
    return [read_file(path) for path in sorted(directory.glob("*.yml"))]
