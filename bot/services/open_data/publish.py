"""A dataset as it is published: counted, suppressed, named, and kept for an hour."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bot.services.content import today
from bot.services.insight.figures import Names
from bot.services.insight.names import department_names, item_names, topic_names
from bot.services.open_data.datasets import DATASETS, Dataset, Place
from bot.services.open_data.months import closed_months, period_of
from bot.services.open_data.suppress import RULE, publishable
from bot.settings import get_settings

_FRESH_FOR_S = 3600
Row = dict[str, str | int]


@dataclass(frozen=True)
class Published:
    dataset: Dataset
    months: tuple[str, ...]
    rows: tuple[Row, ...]

    def as_dict(self) -> dict[str, Any]:
        return {**described(self.dataset), "months": list(self.months), "rows": list(self.rows)}

    def as_csv(self) -> bytes:
        """UTF-8 with a mark, for spreadsheets; what looks like a formula begins with an apostrophe."""
        target = io.StringIO()
        writer = csv.writer(target, lineterminator="\r\n")
        names = [column.name for column in self.dataset.columns]
        writer.writerow(names)
        for row in self.rows:
            writer.writerow([_disarmed(row[name]) for name in names])
        return target.getvalue().encode("utf-8-sig")


_KEPT: dict[tuple[str, str, str], tuple[float, Published]] = {}


def published(session: Session, dataset: Dataset) -> Published:
    key = (str(session.get_bind().url), dataset.name, str(today()))
    kept = _KEPT.get(key)
    if kept is not None and time.monotonic() - kept[0] < _FRESH_FOR_S:
        return kept[1]
    made = publish(session, dataset)
    for old in [each for each in _KEPT if each[:2] == key[:2]]:
        _KEPT.pop(old, None)
    _KEPT[key] = (time.monotonic(), made)
    return made


def publish(session: Session, dataset: Dataset) -> Published:
    months = closed_months(today())
    first = dataset.first(
        session
    )  # nothing to count before that; which months are named does not depend on it
    cells: dict[Place, int] = {}
    for month in months:
        period = period_of(month)
        if first is not None and period.last >= first:
            counts = publishable(dataset.count(session, period))
            cells |= {tuple((month, *place)): number for place, number in sorted(counts.items())}
    return Published(dataset, tuple(months), tuple(_named(session, dataset, cells)))


def described(dataset: Dataset) -> dict[str, Any]:
    """The data dictionary of one dataset."""
    settings = get_settings()
    return {
        "name": dataset.name,
        "title": dataset.title,
        "about": dataset.about,
        "city": settings.city,
        "region_code": settings.region_code,
        "licence": settings.open_data_licence,
        "rule": RULE,
        "columns": [
            {"name": each.name, "title": each.title, "type": each.type, "meaning": each.meaning}
            for each in dataset.columns
        ],
    }


def index() -> dict[str, Any]:
    """All datasets with their dictionaries and where they are."""
    where = [
        {
            **described(each),
            "json_url": f"/open-data/{each.name}.json",
            "csv_url": f"/open-data/{each.name}.csv",
        }
        for each in DATASETS
    ]
    return {"datasets": where}


def _named(session: Session, dataset: Dataset, cells: dict[Place, int]) -> list[Row]:
    """Codes with their names beside them."""
    keys = [column.name for column in dataset.columns if not column.name.endswith("_name")][:-1]
    rows: list[Row] = [
        {**dict(zip(keys, place, strict=True)), "count": number} for place, number in cells.items()
    ]
    topics = {f"{row['kind']}:{row['topic']}" for row in rows if "topic" in row}
    names = Names(department_names(session), item_names(session), topic_names(session, topics))
    for row in rows:
        code = str(row["department"])
        row["department_name"] = names.department(code) if code else ""
        if "item" in row:
            row["item_name"] = names.item(str(row["item"]))
        if "topic" in row:
            row["topic_name"] = names.topic(f"{row['kind']}:{row['topic']}") if row["topic"] else ""
    columns = [column.name for column in dataset.columns]
    return [{name: row[name] for name in columns} for row in rows]


def _disarmed(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
