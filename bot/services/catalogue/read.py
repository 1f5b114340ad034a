"""Catalogue YAML files into models, keeping what is good when a part is bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.services import yaml_text
from bot.services.catalogue.schema import DepartmentFile, ItemFile, Model, WindowFile
from bot.services.findings import Finding, from_validation_error


@dataclass
class CatalogueFile:
    """One department's file: what could be read of it, and the findings about the rest."""

    name: str
    department: DepartmentFile | None = None
    windows: list[WindowFile] = field(default_factory=list)
    items: list[ItemFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    item_codes: list[str] = field(default_factory=list)  # also of items that could not be read
    window_codes: list[str] = field(default_factory=list)


def read_text(name: str, text: str) -> CatalogueFile:
    """The file called `name` with content `text`."""
    try:
        document = yaml_text.parse(text)
    except yaml_text.YamlError as error:
        return CatalogueFile(name, findings=[Finding(name, "", "", str(error))])
    return read_document(name, document)


def read_document(name: str, document: Any) -> CatalogueFile:
    """What stood in the file called `name`, or what the database would export into it."""
    file = CatalogueFile(name)
    if not isinstance(document, dict):
        file.findings.append(Finding(name, "", "", "文件应当包含 department、windows、items 三部分"))
        return file
    for key in document:
        if key not in ("department", "windows", "items"):
            file.findings.append(Finding(name, "", str(key), "不认识的字段，请核对拼写和缩进"))
    file.department = _part(file, DepartmentFile, document.get("department"), "department")
    for index, body in enumerate(_list(file, document, "windows")):
        file.window_codes.append(_code(body))
        window = _part(file, WindowFile, body, f"windows[{index}]")
        if window is not None:
            file.windows.append(window)
    for index, body in enumerate(_list(file, document, "items")):
        file.item_codes.append(_code(body))
        item = _part(file, ItemFile, body, f"items[{index}]")
        if item is not None:
            file.items.append(item)
    return file


def read_dir(directory: Path) -> list[CatalogueFile]:
    """Every `*.yml` directly in `directory`, by name; sub-folders (forms) are not looked at."""
    files = []
    for path in sorted(directory.glob("*.yml")):
        try:
            files.append(read_text(path.name, yaml_text.decode(path.read_bytes())))
        except yaml_text.YamlError as error:
            files.append(CatalogueFile(path.name, findings=[Finding(path.name, "", "", str(error))]))
    if not files:
        files.append(CatalogueFile("", findings=[Finding(str(directory), "", "", "没有找到任何 .yml 文件")]))
    return files


def _list(file: CatalogueFile, document: dict[str, Any], key: str) -> list[Any]:
    value = document.get(key) or []
    if isinstance(value, list):
        return value
    file.findings.append(Finding(file.name, "", key, "应当是列表"))
    return []


def _part(file: CatalogueFile, model: type[Model], body: Any, where: str) -> Any:
    code = _code(body)
    try:
        return model.model_validate(body)
    except ValidationError as error:
        prefix = "" if code and where.startswith("items") else where
        file.findings.extend(from_validation_error(error, file.name, code or where, prefix))
        return None


def _code(body: Any) -> str:
    return str(body.get("code") or "") if isinstance(body, dict) else ""
