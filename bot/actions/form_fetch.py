"""A record fetched for the application form, once its applicant has agreed (services/applications/prefill.py)."""

from __future__ import annotations

import asyncio

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.form_say import say_fetched
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services import turn
from bot.services.applications import drafts, prefill


async def fetch_shared(dispatcher: CollectingDispatcher, conversation_id: str, draft_id: int) -> None:
    """The agreement is committed; the source may take its time, and holds nothing meanwhile."""
    fetched = await asyncio.to_thread(prefill.fetch, draft_id, conversation_id, utc_now())
    with write_session() as session:
        rows = prefill.put(session, draft_id, fetched, utc_now())
        turn.notes().draft = drafts.held(session, draft_id)
    say_fetched(dispatcher, fetched, rows)
