"""The bundles that stand beside the catalogue: `bundles/<code>.yml`, read and checked against items and forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.services import yaml_text
from bot.services.bundles.compose import compose
from bot.services.bundles.schema import BundleFile, is_bundle
from bot.services.catalogue.read import CatalogueFile
from bot.services.content import text_key
from bot.services.findings import Finding, from_validation_error
from bot.services.forms.schema import FormDefinition, InvalidForm, parse_form

BUNDLES = "bundles"


def read_bundles(
    directory: Path, files: Sequence[CatalogueFile], form_bodies: Mapping[str, Any]
) -> tuple[dict[str, BundleFile], list[Finding]]:
    """Bundles of the catalogue folder by code, and what is wrong with them."""
    forms = {code: parse_form(body) for code, body in form_bodies.items()}
    bundles: dict[str, BundleFile] = {}
    findings: list[Finding] = []
    for path in sorted((directory / BUNDLES).glob("*.yml")):
        name, code = f"{BUNDLES}/{path.name}", path.stem
        try:
            bundle = _parse(path.read_bytes())
        except yaml_text.YamlError as error:
            findings.append(Finding(name, code, "", str(error)))
            continue
        except ValidationError as error:
            findings += from_validation_error(error, name, code)
            continue
        if not is_bundle(code):
            findings.append(Finding(name, code, "", "文件名应当以 bundle- 开头"))
        findings += [Finding(name, code, *each) for each in complaints(bundle, files, forms)]
        bundles[code] = bundle
    findings += _names(bundles)
    return bundles, findings


def parse_bundle(body: Mapping[str, Any]) -> BundleFile:
    """Raises pydantic's ValidationError."""
    return BundleFile.model_validate(body)


def _parse(content: bytes) -> BundleFile:
    body = yaml_text.parse(yaml_text.decode(content))
    if not isinstance(body, dict):
        raise yaml_text.YamlError("应当是“字段: 值”的结构")
    return parse_bundle(body)


def complaints(
    bundle: BundleFile, files: Sequence[CatalogueFile], forms: Mapping[str, FormDefinition]
) -> Iterator[tuple[str, str]]:
    """In what a bundle does not fit the items and forms there are: (field, message)."""
    items = {code for file in files for code in file.item_codes}
    departments = {file.department.code for file in files if file.department is not None}
    if bundle.lead not in departments:
        yield "lead", f"没有部门“{bundle.lead}”"
    asked = {each.key: {option.value for option in each.choices} for each in bundle.questions}
    for index, each in enumerate(bundle.items):
        if each.item not in items:
            yield f"items[{index}].item", f"没有事项“{each.item}”"
        for rule in each.shown_if:
            if not set(rule.values) <= asked.get(rule.key, set()):
                yield f"items[{index}].shown_if", "应当引用 questions 里的问题和它的选项"
        if each.item not in forms and (each.same or each.given or each.later or each.needs):
            yield f"items[{index}]", "没有申请表的事项不能有 same、given、later、needs"
        if not set(each.needs) <= {other.item for other in bundle.items} - {each.item}:
            yield f"items[{index}].needs", "应当是这件事里的其他事项"
    used = {key for each in bundle.items for key in each.same.values()}
    for index, field in enumerate(bundle.shared):
        if field.key not in used:
            yield f"shared[{index}]", f"没有事项用到“{field.key}”"
    if not any(each.item in forms for each in bundle.items):
        yield "items", "至少要有一个有申请表的事项"
        return
    try:
        compose(bundle, forms, {})
    except InvalidForm as error:
        for line in str(error).splitlines():
            yield "items", line


def _names(bundles: Mapping[str, BundleFile]) -> Iterator[Finding]:
    """A name leads to one bundle only."""
    owner: dict[str, str] = {}
    for code, bundle in bundles.items():
        for alias in (bundle.title, *bundle.aliases):
            first = owner.setdefault(text_key(alias), code)
            if first != code:
                yield Finding(f"{BUNDLES}/{code}.yml", code, "aliases", f"“{alias}”已属于 {first}")
