"""The forms that stand beside the catalogue: `forms/<item code>.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.services import yaml_text
from bot.services.catalogue.form_fit import misfits
from bot.services.catalogue.read import CatalogueFile
from bot.services.findings import Finding
from bot.services.forms.schema import FormDefinition, read_form

FORMS = "forms"


def read_forms(directory: Path, files: Sequence[CatalogueFile]) -> tuple[dict[str, Any], list[Finding]]:
    """Form bodies of the catalogue folder by item code, and what is wrong with the others."""
    item_codes = {code for file in files for code in file.item_codes}
    parsed: dict[str, FormDefinition] = {}
    forms: dict[str, Any] = {}
    findings = []
    for path in sorted((directory / FORMS).glob("*.yml")):
        name, code = f"{FORMS}/{path.name}", path.stem
        try:
            body = yaml_text.parse(yaml_text.decode(path.read_bytes()))
        except yaml_text.YamlError as error:
            findings.append(Finding(name, code, "", str(error)))
            continue
        if not isinstance(body, dict):
            findings.append(Finding(name, code, "", "应当是“字段: 值”的结构"))
            continue
        form, wrong = read_form(body, name, code)
        findings += wrong
        if form is None:
            continue
        if code not in item_codes:
            findings.append(Finding(name, code, "", f"没有事项“{code}”，文件名应当是事项编码"))
        if body.get("item", code) != code:
            findings.append(Finding(name, code, "item", "与文件名不一致"))
        forms[code], parsed[code] = body, form
    # A folder without forms (an export of items alone) says nothing about what its conditions refer to.
    for file in files if (directory / FORMS).is_dir() else ():
        for item in file.items:
            misfit = misfits(item, parsed.get(item.code))
            findings += [Finding(file.name, item.code, *complaint) for complaint in misfit]
    return forms, findings
