"""A share: of how many, how many. Nothing of nothing is no share, and is said as such."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """0 to 1; None where nothing was counted."""
        return self.part / self.whole if self.whole else None

    def __str__(self) -> str:
        """In per cent, as staff read it: 0 % and 100 % are said of none and of all only."""
        if not self.whole:
            return "—"
        rounded = round(self.part * 1000 / self.whole)
        if self.part:
            rounded = max(rounded, 1)
        if self.part < self.whole:
            rounded = min(rounded, 999)
        return f"{rounded / 10:.1f}%"
