"""The seal of a row: SHA-256 over the seal before it and everything the row says."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from typing import Any

GENESIS = "0" * 64  # what the first row follows


def seal(
    previous: str, sequence: int, at: datetime, actor: str, action: str, subject: str, detail: dict[str, Any]
) -> str:
    moment = at.astimezone(timezone.utc).isoformat(timespec="microseconds")
    said = [previous, sequence, moment, actor, action, subject, detail]
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
