"""The runner of the scripts: what is typed is sent as it stands, and two citizens are two sessions."""

from __future__ import annotations

import asyncio
import json

import httpx

from bot.evaluation.dialogue import run_scripts, with_kept
from bot.evaluation.script import Conversation


def test_only_kept_names_are_put_in() -> None:
    kept = {"case": "01A"}
    assert with_kept("查{case}", kept) == "查01A"
    for typed in ("{{7*7}}", '/x{"a":"b"}', "{", "}", "{0} {x!r} {unknown}", "${7*7}"):
        assert with_kept(typed, kept) == typed


def test_each_citizen_has_a_session_of_their_own() -> None:
    opened: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/sessions"):
            opened.append(f"token{len(opened)}")
            return httpx.Response(200, json={"token": opened[-1], "greeting": []})
        said = json.loads(request.content)["text"]
        who = request.headers["Authorization"].removeprefix("Bearer ")
        return httpx.Response(
            200, json={"messages": [{"text": f"{who}：{said}", "data": {"case_no": "01A"}}]}
        )

    script = Conversation.model_validate(
        {
            "name": "两个人",
            "turns": [
                {"say": "{", "expect": {"text": "token0：{"}, "keep": {"case": "case_no"}},
                {"as": "别人", "say": "{case}", "expect": {"text": "token1：{case}", "not": "{case}{case}"}},
                {"say": "再见", "expect": {"text": "token0：再见"}},
            ],
        }
    )

    async def play() -> None:
        async with httpx.AsyncClient(
            transport=httpx.MockTransport(answer), base_url="http://assistant"
        ) as client:
            (outcome,) = await run_scripts(client, [script])
            assert outcome.passed, outcome

    asyncio.run(play())
    assert opened == ["token0", "token1"]
