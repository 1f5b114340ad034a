"""The shape of an answer, before any channel draws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Source:
    """来源: issuing department, 文号 and clause, link, validity, when staff last checked it."""

    department: str
    basis: str
    url: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None

    def as_dict(self) -> dict[str, str | None]:
        return {
            "department": self.department,
            "basis": self.basis,
            "url": self.url or None,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_to": self.valid_to.isoformat() if self.valid_to else None,
            "checked_on": self.checked_on.isoformat() if self.checked_on else None,
        }


@dataclass(frozen=True)
class Section:
    title: str
    text: str


@dataclass(frozen=True)
class Answer:
    text: str
    source: Source
    sections: tuple[Section, ...] = ()
