"""Run scripted conversations over the HTTP contract, against a running server or the application itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.evaluation.sample_files import SAMPLES
from bot.evaluation.script import Conversation, Step, complaints
from bot.services.ports.sms import LOGGED

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: bool
    failed_at: str = ""  # what was said
    complaints: tuple[str, ...] = ()
    replies: str = ""


async def run_scripts(
    client: httpx.AsyncClient,
    scripts: Sequence[Conversation],
    on_done: Callable[[Outcome], None] = lambda _: None,
    staff: Callable[[str], None] | None = None,
) -> list[Outcome]:
    """`staff` does what staff do in between; without it a script that needs it is not passed."""
    outcomes = []
    for script in scripts:
        outcome = await _run(client, script, staff)
        outcomes.append(outcome)
        on_done(outcome)
    return outcomes


async def _run(
    client: httpx.AsyncClient, script: Conversation, staff: Callable[[str], None] | None
) -> Outcome:
    citizens: dict[str, _Citizen] = {}
    kept: dict[str, str] = {}
    for step in script.turns:
        if step.staff is not None:
            if staff is None:
                return Outcome(script.name, False, step.staff, ("工作人员的操作只能在本机评测中进行",))
            staff(with_kept(step.staff, kept))
            continue
        if step.as_ not in citizens:
            citizens[step.as_] = await _Citizen.open(client)
        citizen = citizens[step.as_]
        kept |= {f"code_{mobile}": code for mobile, code in LOGGED.items()}
        text = with_kept(step.say if step.say is not None else step.click or step.upload or "", kept)
        if step.upload is not None:
            replies = await citizen.upload(text)
        else:
            body = _body(step, text, citizen.replies)
            if body is None:
                return Outcome(script.name, False, text, (f"没有选项“{text}”",), _plain(citizen.replies))
            replies = await citizen.send(body)
        expect = step.expect.model_copy(
            update={
                "text": [with_kept(part, kept) for part in step.expect.text],
                "not_": [with_kept(part, kept) for part in step.expect.not_],
            }
        )
        wrong = complaints(expect, replies)
        if wrong:
            return Outcome(script.name, False, text, tuple(wrong), _plain(replies))
        for name, key in step.keep.items():
            kept[name] = str(next((r["data"][key] for r in replies if key in (r.get("data") or {})), ""))
    return Outcome(script.name, True)


@dataclass
class _Citizen:
    """One session of a script, and what it was last told."""

    client: httpx.AsyncClient
    headers: dict[str, str]
    replies: list[dict[str, Any]]

    @classmethod
    async def open(cls, client: httpx.AsyncClient) -> _Citizen:
        opened = (await _patiently(client, "/api/chat/sessions")).raise_for_status().json()
        return cls(client, {"Authorization": f"Bearer {opened['token']}"}, opened["greeting"])

    async def send(self, body: dict[str, str]) -> list[dict[str, Any]]:
        response = await _patiently(self.client, "/api/chat/messages", json=body, headers=self.headers)
        if response.status_code == 200:
            self.replies = response.json()["messages"]
            if "token" in response.json():
                self.headers = {"Authorization": f"Bearer {response.json()['token']}"}
        else:
            self.replies = [_problem(response)]
        return self.replies

    async def upload(self, name: str) -> list[dict[str, Any]]:
        """A refused file leaves what was offered before as it is."""
        files = {"file": (name, SAMPLES[name]())}
        response = await _patiently(self.client, "/api/chat/files", files=files, headers=self.headers)
        if response.status_code != 201:
            return [_problem(response)]
        return await self.send({"file_id": response.json()["file_id"]})


async def _patiently(client: httpx.AsyncClient, path: str, **what: Any) -> httpx.Response:
    """Posted again when the server says that it was too often: a script speaks faster than people do."""
    response = await client.post(path, **what)
    while response.status_code == 429 and response.headers.get("retry-after", "").isdecimal():
        await asyncio.sleep(int(response.headers["retry-after"]))
        response = await client.post(path, **what)
    return response


def _problem(response: httpx.Response) -> dict[str, Any]:
    return {"text": response.json().get("detail", ""), "type": f"problem {response.status_code}"}


def with_kept(text: str, kept: Mapping[str, str]) -> str:
    """``{name}`` of a value kept earlier is put in; any other brace is what somebody types."""
    return _NAME.sub(lambda name: kept.get(name[1], name[0]), text)


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
