"""A question is heard on the server's loop with the tables that whoever asks is trying, and with no others."""

from __future__ import annotations

import asyncio

from fastapi.testclient import TestClient

from bot.console.faq.ask import hearer
from bot.console.lexicon.impact import plain_with
from bot.nlu.plain import plain_text, tables, trying_tables
from bot.services.lexicon.tables import DIALECT


def test_what_is_tried_is_heard_by_nobody_else(client: TestClient) -> None:
    """The model runs in the loop's own thread, beside citizens."""
    changed = plain_with(DIALECT, [*tables().lines.dialect, "居住证 飘飘卡"])

    async def ask() -> tuple[str, str, str]:
        hear = hearer(client.app.state.assistant, asyncio.get_running_loop())  # type: ignore[attr-defined]

        def trying() -> str:
            with trying_tables(changed):
                return hear("飘飘卡怎么办").folded

        tried, other = await asyncio.gather(
            asyncio.to_thread(trying), asyncio.to_thread(lambda: hear("飘飘卡怎么办").folded)
        )
        return tried, other, plain_text("飘飘卡怎么办")

    assert asyncio.run(ask()) == ("居住证怎么办", "飘飘卡怎么办", "飘飘卡怎么办")
