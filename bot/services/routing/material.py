"""What the router learns from: seed complaints, the FAQ and the names of each department, and orders staff confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.columns import col
from bot.db.models import Department, ServiceItem, WorkOrder
from bot.services import yaml_text
from bot.services.catalogue.record import CITY
from bot.services.faq.release import published
from bot.settings import ROOT

SEED = ROOT / "data" / "routing" / "seed.yml"
Example = tuple[str, str]  # (text, department code)
_OPEN = frozenset({"pending", "draft"})  # states in which nobody has confirmed the department yet


class BadSeed(ValueError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} 应当是“部门编码: [诉求, 诉求……]”的样子")


def seed_examples(path: Path = SEED) -> list[Example]:
    """Raises BadSeed."""
    body = yaml_text.parse(path.read_text(encoding="utf-8"))
    if not isinstance(body, dict) or not all(isinstance(texts, list) for texts in body.values()):
        raise BadSeed(path)
    return [(str(text), str(code)) for code, texts in body.items() for text in texts]


def confirmed_orders(session: Session) -> list[Example]:
    """Work orders whose department staff have settled, oldest first."""
    rows = session.execute(
        select(WorkOrder.content, WorkOrder.department_code)
        .where(col(WorkOrder.department_code).is_not(None), col(WorkOrder.state).not_in(_OPEN))
        .order_by(WorkOrder.id)
    )
    return [(content, code) for content, code in rows if content]


def catalogue_examples(session: Session) -> Iterator[Example]:
    """What a department is called and does, and what citizens ask about it."""
    in_use = select(Department).where(Department.origin == CITY, ~Department.is_withdrawn)
    for department in session.scalars(in_use):
        for name in (department.name, department.short_name, *department.aliases, *department.duties):
            yield from [(name, department.code)] * 2  # said once in the catalogue, often by citizens
    items = select(ServiceItem.name, ServiceItem.aliases, Department.code).join(
        Department, ServiceItem.department_id == Department.id
    )
    for name, aliases, code in session.execute(items.where(ServiceItem.origin == CITY)):
        yield from ((each, code) for each in (name, *aliases))
    for view in published(session):
        yield from ((question, view.department) for question in (view.question, *view.similar))
