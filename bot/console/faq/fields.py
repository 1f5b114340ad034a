"""The form of an entry and the draft it stands for."""

from __future__ import annotations

import re
from typing import Any

from bot.console.access import Posted
from bot.services.drafts.errors import WorkError
from bot.services.staff.errors import NotAllowed
from bot.services.staff.sessions import Current

_MOST_LINES = 300
_LONGEST = 20_000
_SPLIT = re.compile(r"[、,，;；\n]")


def body_from(name: str, form: Posted) -> dict[str, Any]:
    """As FaqRecord, however unfinished. Raises WorkError for what no draft could hold."""
    lines = [line.strip() for line in form.text("similar").split("\n")]
    similar = list(dict.fromkeys(line for line in lines if line))
    if len(similar) > _MOST_LINES or len(form.text("answer")) > _LONGEST:
        raise WorkError(f"内容太长：相似问法最多 {_MOST_LINES} 条，回答最多 {_LONGEST} 字。")
    return {
        "name": name,
        "question": form.text("question"),
        "answer": "\n".join(line.rstrip() for line in form.text("answer").split("\n")),
        "similar": similar,
        "department": form.text("department"),
        "category": form.text("category"),
        "item": form.text("item") or None,
        "audience": [part.strip() for part in _SPLIT.split(form.text("audience")) if part.strip()],
        "region": form.text("region") or None,
        "source": {key: form.text(f"source_{key}") for key in ("title", "doc_no", "article", "url")},
        "valid_from": form.text("valid_from") or None,
        "valid_to": form.text("valid_to") or None,
        "checked_on": form.text("checked_on"),
    }


def must_cover(me: Current, *departments: str | None) -> None:
    """Raises NotAllowed for an entry of a department that is not this person's; one without a department is anybody's."""
    for department in departments:
        if department and not me.covers(department):
            raise NotAllowed("这一条属于别的部门，您的账号不能修改。")
