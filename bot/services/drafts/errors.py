"""What can go wrong with a draft; every message is Chinese and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.services.findings import Finding


class WorkError(Exception):
    """Told to whoever tried."""


class Conflict(WorkError):
    """Somebody else saved meanwhile: `theirs` is what they wrote, `version` what to save over it with."""

    def __init__(self, theirs: dict[str, Any], by: str, version: int) -> None:
        super().__init__("这一条刚刚被别人改过，您的内容还没有保存。")
        self.theirs, self.by, self.version = theirs, by, version


class NotReady(WorkError):
    """A draft that may not be submitted yet."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("还有要改的地方：" + "；".join(finding.message for finding in findings[:5]))
        self.findings = findings
