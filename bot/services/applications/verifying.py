"""实名核验 before filing, where the city has a system for it: only a clear no stops, and it asks to look again."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from bot.services.applications.workspace import look_at
from bot.services.forms.steps import visible
from bot.services.ports.http import PortDown, PortRefused
from bot.services.ports.identity import identity_check
from bot.settings import get_settings

log = structlog.get_logger()

MISMATCH = "实名核验没有通过：姓名和公民身份号码对不上。请核对后说“修改姓名”或“修改身份号码”；确认没有填错的，请带身份证到窗口办理。"


@dataclass(frozen=True)
class Applicant:
    name: str
    id_number: str


def applicant(session: Session, draft_id: int) -> Applicant | None:
    """The first name and ID number of the form; None where there is nothing to check or nobody to ask."""
    if get_settings().identity_url is None:
        return None
    draft = look_at(session, draft_id)
    first = {
        q.input: draft.content.answers.get(q.key)
        for q in reversed(visible(draft.form, draft.content.answers))
    }
    name, id_number = first.get("name"), first.get("id_number")
    return Applicant(name, id_number) if name and id_number else None


def is_mismatch(who: Applicant) -> bool:
    """Blocks for as long as the other system takes: call it in a thread, outside a transaction."""
    try:
        return identity_check().matches(who.name, who.id_number) is False
    except (PortDown, PortRefused) as error:
        log.warning("identity.not_checked", why=str(error))  # filed all the same, staff look
        return False
