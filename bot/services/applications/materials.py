"""办件材料: what was handed in, what comes by data sharing, what is still to come, written down at filing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.db.models import ApplicationMaterial
from bot.services.catalogue.query import get_item
from bot.services.checklist.rows import How, needed
from bot.services.forms.schema import FormDefinition
from bot.services.forms.steps import Answers

# How a material comes → 收取方式 get_type of the national schema; None: still to be handed in.
_GET_TYPES: dict[How, str | None] = {
    "uploaded": "2",
    "shared": "5",
    "later": "4",
    "bring": None,
    "optional": None,
}


def hand_in(session: Session, case: Any, form: FormDefinition, answers: Answers, now: datetime) -> None:
    """A row for every material that this applicant needs."""
    item = get_item(session, case.item_code)
    for order, row in enumerate(needed(item.materials, form, answers) if item is not None else (), 1):
        received = row.how in ("uploaded", "shared")
        session.add(
            ApplicationMaterial(
                application_id=case.id,
                order_num=order,
                name=row.name,
                need=row.need,
                is_received=received,
                get_type=_GET_TYPES[row.how],
                get_num=1 if row.how == "uploaded" else 0,
                received_at=now if received else None,
                file_id=row.file_id,
            )
        )
