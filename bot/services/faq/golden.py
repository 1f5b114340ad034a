"""必答问题: what has to be answered rightly, whatever is released."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import FaqEntry, GoldenQuestion, ServiceItem
from bot.services.audit.record import record as audit
from bot.services.drafts.errors import WorkError

KINDS = {"faq": "问答", "item": "事项"}


def add(session: Session, text: str, kind: str, key: str, by: str) -> None:
    """Raises WorkError for what nothing could answer."""
    text = text.strip()
    if not 2 <= len(text) <= 200 or "\n" in text:
        raise WorkError("必答问题要 2 到 200 字，不换行。")
    table = {"faq": FaqEntry.name, "item": ServiceItem.code}.get(kind)
    if table is None or session.scalar(select(table).where(table == key).limit(1)) is None:
        raise WorkError("没有这个问答或事项，不能用来回答必答问题。")
    try:
        with session.begin_nested():
            session.add(GoldenQuestion(text=text, kind=kind, key=key, added_by=by, created_at=utc_now()))
    except IntegrityError:
        raise WorkError("这个必答问题已经有了。") from None
    audit(session, by, "faq.golden_add", key[:100], {"question": text})


def remove(session: Session, golden_id: int, by: str) -> None:
    row = session.get(GoldenQuestion, golden_id)
    if row is not None:
        audit(session, by, "faq.golden_remove", row.key[:100], {"question": row.text})
        session.execute(delete(GoldenQuestion).where(GoldenQuestion.id == golden_id))


def listed(session: Session) -> list[GoldenQuestion]:
    return list(session.scalars(select(GoldenQuestion).order_by(GoldenQuestion.id)))
