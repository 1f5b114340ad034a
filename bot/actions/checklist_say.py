"""材料清单 in the conversation: what this applicant brings, by what they have answered so far."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.say import say
from bot.db.session import Session
from bot.services.checklist.link import DAYS, link_to
from bot.services.checklist.of_draft import checklist_of
from bot.services.checklist.words import text

_PRINTABLE = f"打印版材料清单（{DAYS}天内有效）"


def say_checklist(dispatcher: CollectingDispatcher, session: Session, draft_id: int) -> bool:
    """Whether there was one to say: none while eligibility is open."""
    found = checklist_of(session, draft_id)
    if found is None or not found.rows:
        return False
    url = link_to(draft_id)
    say(
        dispatcher,
        f"按您的情况，办理“{found.item_name}”的材料清单：\n{text(found.rows)}\n{_PRINTABLE}：{url}",
        data={"link": {"title": _PRINTABLE, "url": url}},
    )
    return True
