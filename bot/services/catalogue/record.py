"""One service item on its way into the database, whatever it was read from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

Row = dict[str, Any]
CITY = "city"  # origin of the city's own catalogue


def checksum(body: Any) -> str:
    """SHA-256 of the canonical JSON of `body`."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class ItemRecord:
    """`columns` are those of ServiceItem; the lists are its parts, in order."""

    code: str
    department: str
    region_code: str
    region_name: str
    columns: Row
    materials: list[Row] = field(default_factory=list)
    fees: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)

    def checksum(self) -> str:
        return checksum(asdict(self))


@dataclass
class ImportReport:
    """What an import did; `skipped` says in Chinese which rows were left out and why; `kept`: codes of items that staff
    have changed, and the import therefore has not; `kept_departments`: likewise, with their windows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    forms: int = 0
    bundles: int = 0
    skipped: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    kept_departments: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.added + self.changed + self.unchanged

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn or self.forms or self.bundles)

    def __str__(self) -> str:
        kept = f"，保留工作台里改过的{len(self.kept)}个（{'、'.join(self.kept)}）" if self.kept else ""
        if self.kept_departments:
            kept += f"，保留工作台里改过的部门{'、'.join(self.kept_departments)}"
        return (
            f"事项{self.total}个：新增{self.added}，更新{self.changed}，未变{self.unchanged}，"
            f"取消{self.withdrawn}，表单更新{self.forms}，一件事更新{self.bundles}，跳过{len(self.skipped)}行{kept}"
        )
