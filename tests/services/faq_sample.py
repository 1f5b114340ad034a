"""FAQ entries that pass every check, for tests to spoil."""

from __future__ import annotations

from typing import Any

from bot.services.faq.export import rasa_yaml
from bot.services.faq.schema import FaqRecord

DEPARTMENTS = {"ga-hz"}
ITEMS = {"hz-permit", "hz-endorse"}


def body(name: str = "permit_benefits", topic: str = "待遇", **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "question": f"居住证有哪些{topic}？",
        "answer": "居住证持有人在居住地依法享受劳动就业等权利。\n1. 参加社会保险\n2. 缴存住房公积金",
        "similar": [f"第{n}种问法：居住证{topic}" for n in range(8)],
        "department": "ga-hz",
        "category": "居住证",
        "item": "hz-permit",
        "audience": [],
        "region": None,
        "source": {
            "title": "居住证暂行条例",
            "doc_no": "国务院令第663号",
            "article": "第十二条",
            "url": "https://www.gov.cn/x",
        },
        "valid_from": "2016-01-01",
        "valid_to": None,
        "checked_on": "2026-11-20",
        **changes,
    }


def record(name: str = "permit_benefits", topic: str = "待遇", **changes: Any) -> FaqRecord:
    return FaqRecord.model_validate(body(name, topic, **changes))


def text(*records: FaqRecord) -> str:
    return rasa_yaml(records or [record()])
