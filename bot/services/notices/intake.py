"""Handing a filed case to the system that handles it: in the background, as often as it takes.

The citizen has the receipt by then; a slow or failing outside system delays the hand-over, never the filing.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.services.notices import outbox
from bot.services.notices.outbox import INTAKE, Claimed
from bot.services.notices.queue import queue
from bot.services.ports.intake import CaseIntake
from bot.settings import get_settings


def queue_case(session: Session, case: Any, now: datetime) -> None:
    """In the transaction of the filing; nothing where cases are handled here."""
    if get_settings().intake_url:
        queue(session, INTAKE, f"intake:{case.id}", {"case_id": case.id}, session_id=None, due_at=now)


def hand_over(transaction: Any, intake: CaseIntake, row: Claimed, now: datetime) -> None:
    with transaction() as session:
        case = session.get(Application, row.payload["case_id"])
        if case is None or case.outside_no is not None:
            outbox.done(session, row, now)
            return
        body = _body(case)
    number = intake.submit(body, row.key)
    with transaction() as session:
        session.execute(
            update(Application)
            .where(Application.id == row.payload["case_id"])
            .values(outside_no=number)
            .execution_options(synchronize_session=False)
        )
        outbox.done(session, row, now)


def _body(case: Any) -> dict[str, Any]:
    """What the outside system gets (docs/integration.md)."""
    return {
        "case_no": case.case_no,
        "item_code": case.item_code,
        "item_name": case.item_name,
        "department_code": case.department_code,
        "region_code": case.region_code,
        "apply_date": case.apply_date.isoformat(),
        "promised_on": case.promised_on.isoformat() if case.promised_on else None,
        "applicant_name": case.applicant_name,
        "applicant_id_number": case.applicant_id_number,
        "contact_mobile": case.contact_mobile,
        "answers": json.loads(case.answers or "{}").get("answers", {}),
    }
