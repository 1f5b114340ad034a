"""The shipped city with its 一件事, and a mother who fills one in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.services.applications import drafts
from bot.services.catalogue.load import load_dir
from bot.settings import ROOT
from tests.services.city import CONVERSATION, NOW
from tests.services.people import make_id_number

NEWBORN = "bundle-newborn"
MOTHER = make_id_number()
SAID = {
    "who": "母亲",
    "registered": "没有",
    "insure": "要",
    "p1_here": "在",
    "p3_born_here": "领到了",
    "p3_parent_local": "在",
    "p3_registered": "没有上过",
    "consent": "同意",
    "name": "李梅",
    "id_number": MOTHER,
    "mobile": "13800138000",
    "home": "云江市江滨区幸福路18号3栋502室",
    "baby_name": "王小满",
    "born_on": "2026年11月1日",
    "p1_spouse_name": "跳过",
    "p1_order": "1",
    "p3_baby_sex": "女",
    "p3_certificate_no": "U000000000",
    "p3_follow": "随母亲",
    "p3_address": "云江市江滨区幸福路18号3栋502室",
    "p3_married": "已登记",
}


def add_city(session: Session) -> None:
    load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
    session.commit()


def open_bundle(session: Session, key: str = "k1", conversation: str = CONVERSATION) -> int:
    draft = drafts.open_draft(
        session, conversation_id=conversation, item_code=NEWBORN, opening_key=key, now=NOW
    )
    return draft.id


def fill_bundle(session: Session, draft_id: int, **changed: str) -> None:
    """Answers every step up to the review."""
    said = {**SAID, **changed}
    for _ in range(60):
        step = drafts.current_step(session, draft_id)
        if step.kind == "review":
            session.commit()
            return
        result = drafts.answer(session, draft_id, said[step.key], NOW)
        assert result.kind in ("next", "review"), (step.key, result)
    raise AssertionError("the form has no end")
