"""How an actor is called on a page."""

from __future__ import annotations

_KNOWN = {
    "seed": "随软件附带",
    "system": "系统",
    "cli": "命令行",
    "operator:cli": "命令行",
    "citizen": "申请人",
}


def person(actor: str) -> str:
    """`staff:lin` → lin; the audit log shows the whole."""
    return _KNOWN.get(actor, actor.removeprefix("staff:"))
