"""Import of service items of other places from JSON lines; a bad row is reported and left out.

Row: item, region, department, item_type, audience, themes, time_limit, place, and where known conditions
and materials. What a row does not say stays empty: nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.orm import Session

from bot.services.catalogue import codes
from bot.services.catalogue.record import ImportReport, ItemRecord, Row, checksum
from bot.services.catalogue.upsert import CatalogueImportError, upsert
from bot.services.content import check_text
from bot.services.findings import from_validation_error

_REGIONS = {"广东省": ("440000", "2"), "广东省广州市": ("440100", "3")}  # code, 行使层级
_TASK_TYPES = {label: code for code, label in codes.TASK_TYPES.items()}
_AUDIENCES = {"自然人": "1", "企业法人": "2", "事业法人": "3", "社会组织法人": "4", "行政机关": "5"}
_OTHER_AUDIENCE = "6"
_NO_WINDOW = "无线下办理窗口"
_PLACE_PREFIX = "办理地点："
_LIMIT = re.compile(r"^(\d{1,4})\((工作日|自然日)\)$")
_ROOM = re.compile(r"、?<[^>]*>(?:房|室)?")  # a room number that was blanked out
_BLANKS = re.compile(r"\s+")

Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(check_text)]


class BadRowError(ValueError):
    """A row that cannot be imported; the message is Chinese."""


class Item(BaseModel):
    """One line; keys that are not known here are not an error."""

    model_config = ConfigDict(strict=True)

    item: Text
    region: Text
    department: Annotated[Text, Field(max_length=100)]
    item_type: Text
    audience: list[str] = []
    themes: list[str] = []
    time_limit: str = "无"
    place: str = ""
    conditions: str | None = None
    materials: list[str] | None = None


def import_lines(session: Session, path: Path) -> ImportReport:
    """Imports the file; its stem is the origin. The caller commits. Running it again changes nothing.

    Raises CatalogueImportError when not one row is good.
    """
    origin = path.stem
    report = ImportReport()
    with path.open("rb") as lines:
        items = _read(lines, report)
    if not items:  # or every item imported before would be withdrawn
        raise CatalogueImportError("\n".join([*report.skipped[:20], f"{path.name} 中没有可以导入的行"]))
    slug = re.sub(r"[^a-z0-9]+", "-", origin.lower()).strip("-")[:30] or "import"
    departments: dict[str, Row] = {}
    windows: dict[str, Row] = {}
    records: dict[str, ItemRecord] = {}
    for number, row in items:
        record = _record(row, slug, departments, windows)
        if record.code in records:
            report.skipped.append(f"第{number}行：“{row.item}”与前面的行重复")
            continue
        records[record.code] = record
    upsert(session, origin, list(departments.values()), list(windows.values()), records.values(), report)
    return report


def _read(lines: Iterable[bytes], report: ImportReport) -> list[tuple[int, Item]]:
    items = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = Item.model_validate(json.loads(line.decode("utf-8-sig")))
            _check(row)
        except ValidationError as error:
            text = "；".join(f"{each.field}{each.message}" for each in from_validation_error(error, "", ""))
            report.skipped.append(f"第{number}行：{text}")
        except BadRowError as error:
            report.skipped.append(f"第{number}行：{error}")
        except (ValueError, RecursionError):
            report.skipped.append(f"第{number}行：不是有效的 JSON")
        else:
            items.append((number, row))
    return items


def _check(row: Item) -> None:
    if row.region not in _REGIONS:
        raise BadRowError(f"不认识的地区“{row.region}”")
    if row.item_type not in _TASK_TYPES:
        raise BadRowError(f"不认识的事项类型“{row.item_type}”")
    if row.time_limit not in ("", "无") and not _LIMIT.match(row.time_limit):
        raise BadRowError(f"不认识的时限“{row.time_limit}”")


def _record(row: Item, slug: str, departments: dict[str, Row], windows: dict[str, Row]) -> ItemRecord:
    region_code, level = _REGIONS[row.region]
    department = f"{slug}-d-{checksum([row.region, row.department])[:10]}"
    departments[department] = {
        "code": department,
        "name": row.department,
        "short_name": row.department,
        "dept_type": "",
        "region_code": region_code,
    }
    place = _ROOM.sub("", row.place.removeprefix(_PLACE_PREFIX)).strip()
    window_codes = []
    if place and place != _NO_WINDOW:
        window = f"{slug}-w-{checksum([department, place])[:10]}"
        windows[window] = {
            "code": window,
            "name": f"{row.department}办理窗口",
            "address": place,
            "department": department,
        }
        window_codes.append(window)
    return ItemRecord(
        code=f"{slug}-{checksum([row.region, row.department, row.item])[:12]}",
        department=department,
        region_code=region_code,
        region_name=row.region,
        columns=_columns(row, level, place),
        materials=[_material(name) for name in row.materials or () if _clean(name)],
        windows=window_codes,
    )


def _columns(row: Item, level: str, place: str) -> dict[str, Any]:
    limit = _LIMIT.match(row.time_limit)
    conditions = _clean(row.conditions or "")
    return {
        "name": row.item,
        "aliases": [],
        "task_type": _TASK_TYPES[row.item_type],
        "use_level": level,
        "audience": sorted({_AUDIENCES.get(each, _OTHER_AUDIENCE) for each in row.audience}),
        "project_type": "9",
        "handle_forms": [] if place == _NO_WINDOW or not place else ["1"],
        "topics": [theme for theme in row.themes if theme != "其他"],
        "accept_condition": [conditions] if conditions else [],
        "is_fee": None,
        "fee_explain": "是否收费以办理部门答复为准。",
        "promise_days": int(limit[1]) if limit else None,
        "promise_day_type": limit[2] if limit else None,
        "anticipate_explain": "法定办结时限以办理部门答复为准。",
        "special": [f"{_NO_WINDOW}。"] if place == _NO_WINDOW else [],
        "source": {"department": row.department},
    }


def _material(name: str) -> Row:
    """Only the name is known; necessity, form and copies stay unstated."""
    return {"name": _clean(name), "need": "", "material_type": "", "source_type": ""}


def _clean(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
