"""What a draft holds, as the one encrypted text it is stored as."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bot.services.attempts import Mark


@dataclass
class DraftContent:
    """`answers`: key → stored value, None = skipped; `pending`: (key, value) that waits for a confirmation.

    `offer`: the 数据来源 that is asked about now; `sharing`: how each was answered; `shared`: field → the source
    that filled it in. `mark`: the turn that changed it last (services/attempts.py).
    """

    answers: dict[str, str | None] = field(default_factory=dict)
    pending: tuple[str, str] | None = None
    offer: str | None = None
    sharing: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    mark: Mark | None = None

    @classmethod
    def read(cls, stored: str | None) -> DraftContent:
        body = json.loads(stored) if stored else {}
        pending = body.get("pending")
        return cls(
            body.get("answers", {}),
            (pending[0], pending[1]) if pending else None,
            body.get("offer"),
            body.get("sharing", {}),
            body.get("shared", {}),
            body.get("mark"),
        )

    def write(self) -> str:
        body: dict[str, Any] = {"answers": self.answers, "pending": self.pending}
        more = {"offer": self.offer, "sharing": self.sharing, "shared": self.shared, "mark": self.mark}
        return json.dumps(body | {key: value for key, value in more.items() if value}, ensure_ascii=False)
