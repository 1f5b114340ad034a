"""One service item with the form that ships with the product, and a citizen who fills it in."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bot.db.models import Department, FormDefinition, ServiceItem
from bot.services import yaml_text
from bot.services.applications import drafts
from bot.services.catalogue.record import checksum
from tests.services.people import make_id_number

FORM_FILE = Path(__file__).parents[2] / "data" / "catalogue" / "forms" / "hz-residence-permit.yml"
ITEM = "hz-residence-permit"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=timezone.utc)  # a Monday, ten in the morning in the city
CONVERSATION = "web:0123456789abcdef"
ID_NUMBER = make_id_number()
ANSWERS = {
    "local_household": "不在",
    "half_year": "满了",
    "ground": "我在上班",
    "consent": "同意",
    "name": "张三",
    "id_number": ID_NUMBER,
    "mobile": "13800138000",
    "address": "云江市江滨区幸福路18号3栋502室",
    "arrived_on": "去年5月3日",
    "employer": "云江市好运餐饮有限公司",
    "employer_uscc": "跳过",
    "delivery": "邮寄",
    "mail_address": "云江市江滨区幸福路18号3栋502室",
    "remark": "没有",
    "housing": "租房",
    "school": "云江大学",
}


def form_body() -> dict[str, Any]:
    body = yaml_text.parse(FORM_FILE.read_text(encoding="utf-8"))
    assert isinstance(body, dict)
    return body


def add_item(session: Session, **columns: Any) -> ServiceItem:
    """The 居住证 item: promised in 10, due by law in 15 自然日."""
    department = Department(
        code="ga-hz",
        name="云江市公安局",
        short_name="公安户政",
        dept_type="1",
        region_code="990100",
        origin="city",
    )
    session.add(department)
    session.flush()
    values = {
        "code": ITEM,
        "name": "居住证首次申领",
        "region_code": "990100",
        "region_name": "云江市",
        "department_id": department.id,
        "origin": "city",
        "checksum": "0" * 64,
        "task_type": "07",
        "use_level": "4",
        "project_type": "2",
        "anticipate_days": 15,
        "anticipate_day_type": "自然日",
        "promise_days": 10,
        "promise_day_type": "自然日",
        **columns,
    }
    item = ServiceItem(**values)
    session.add(item)
    session.flush()
    body = form_body()
    session.add(FormDefinition(item_id=item.id, version=1, body=body, checksum=checksum(body)))
    session.commit()
    return item


def open_draft(session: Session, key: str = "k1", conversation: str = CONVERSATION) -> int:
    return drafts.open_draft(
        session, conversation_id=conversation, item_code=ITEM, opening_key=key, now=NOW
    ).id


def fill(session: Session, draft_id: int, **changed: str) -> None:
    """Answers every step up to the review."""
    said = {**ANSWERS, **changed}
    for _ in range(30):
        step = drafts.current_step(session, draft_id)
        if step.kind == "review":
            session.commit()
            return
        result = drafts.answer(session, draft_id, said[step.key], NOW)
        assert result.kind in ("next", "review"), (step.key, result)
    raise AssertionError("the form has no end")
