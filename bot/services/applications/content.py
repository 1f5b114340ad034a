"""What a draft holds, as the one encrypted text it is stored as."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass
class DraftContent:
    """`answers`: key → stored value, None = skipped; `pending`: (key, value) that waits for a confirmation."""

    answers: dict[str, str | None] = field(default_factory=dict)
    pending: tuple[str, str] | None = None

    @classmethod
    def read(cls, stored: str | None) -> DraftContent:
        body = json.loads(stored) if stored else {}
        pending = body.get("pending")
        return cls(body.get("answers", {}), (pending[0], pending[1]) if pending else None)

    def write(self) -> str:
        return json.dumps({"answers": self.answers, "pending": self.pending}, ensure_ascii=False)
