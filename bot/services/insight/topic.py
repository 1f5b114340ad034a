"""What a question was answered about."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "item": "事项",
    "faq": "政策问答",
    "bundle": "一件事",
    "clause": "政策原文",
    "department": "部门",
    "emergency": "紧急求助",
}


@dataclass(frozen=True)
class Topic:
    """`key`: code of an item, a 一件事 or a department, name of a FAQ entry, title of a document; `department`: its code."""

    kind: str
    key: str
    department: str = ""
