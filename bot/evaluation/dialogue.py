"""Run scripted conversations over the HTTP contract, against a running server or the application itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.evaluation.script import Conversation, Step, complaints


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    failed_at: str = ""  # what was said
    complaints: tuple[str, ...] = ()
    replies: str = ""


async def run_scripts(
    client: httpx.AsyncClient, scripts: Sequence[Conversation], on_done: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    outcomes = []
    for script in scripts:
        outcome = await _run(client, script)
        outcomes.append(outcome)
        on_done(outcome)
    return outcomes


async def _run(client: httpx.AsyncClient, script: Conversation) -> Outcome:
    opened = (await client.post("/api/chat/sessions")).raise_for_status().json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    replies: list[dict[str, Any]] = opened["greeting"]
    kept: dict[str, str] = {}
    for step in script.turns:
        text = (step.say if step.say is not None else step.click or "").format_map(_Kept(kept))
        body = _body(step, text, replies)
        if body is None:
            return Outcome(script.name, False, text, (f"没有选项“{text}”",), _plain(replies))
        response = await client.post("/api/chat/messages", json=body, headers=headers)
        if response.status_code != 200:
            replies = [{"text": response.json().get("detail", ""), "type": f"problem {response.status_code}"}]
        else:
            replies = response.json()["messages"]
        wrong = complaints(step.expect, replies)
        if wrong:
            return Outcome(script.name, False, text, tuple(wrong), _plain(replies))
        for name, key in step.keep.items():
            kept[name] = str(next((r["data"][key] for r in replies if key in (r.get("data") or {})), ""))
    return Outcome(script.name, True)


class _Kept(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _body(step: Step, text: str, replies: Sequence[dict[str, Any]]) -> dict[str, str] | None:
    if step.say is not None:
        return {"text": text}
    for reply in reversed(replies):
        for choice in reply.get("choices", []):
            if choice["title"] == text:
                return {"payload": choice["payload"]}
    return None


def _plain(replies: Sequence[dict[str, Any]]) -> str:
    return " ｜ ".join(str(reply.get("text", ""))[:160].replace("\n", "⏎") for reply in replies)
