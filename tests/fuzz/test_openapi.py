"""Whatever the description of the interface allows, and what it does not: answered, and never with a 5xx but 503."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.app import create_app
from bot.settings import Settings
from tests.channels.citizen import Citizen
from tests.fuzz.size import SEED, cases

# CPU seconds of this process, all that is answered in it included: an answer takes some 0.02.
LONGEST_S = 5.0
DESCRIBED = create_app(Settings()).openapi()
OPERATIONS = {
    found.ok().label: found.ok() for found in schemathesis.openapi.from_dict(DESCRIBED).get_all_operations()
}
ANSWERED: Counter[tuple[str, int]] = Counter()


def test_every_operation_is_described_and_tried() -> None:
    assert set(OPERATIONS) >= {
        "POST /api/chat/sessions",
        "POST /api/chat/messages",
        "POST /api/chat/files",
        "GET /api/chat/history",
        "GET /api/chat/events",
        "GET /healthz",
        "GET /readyz",
    }


@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_breaks_it(label: str, house: FastAPI, client: TestClient) -> None:
    operation = OPERATIONS[label]
    citizen = Citizen(client)
    each, most = (100, 12_000) if label.startswith("POST") else (20, 500)
    found = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    if label != "POST /api/chat/sessions" and label.startswith("POST"):
        found |= operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @seed(SEED)
    @settings(
        max_examples=cases(each, most),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=found,
        # A stream that is opened has no end here: of that door only strangers are sent.
        ours=st.just(False) if label.endswith("/events") else st.sampled_from([True] * 5 + [False]),
        path=st.sampled_from([""] * 12 + ["/", "?x=1", "%00", "/../..", "?" + "y" * 9_000]),
        one_of=st.sampled_from(["", "text", "payload", "file_id"]),
    )
    def one(case: Any, ours: bool, path: str, one_of: str) -> None:
        if one_of and isinstance(case.body, dict) and label.endswith("/messages"):
            case.body = {key: case.body[key] for key in (one_of, "message_id") if key in case.body}
        answer = _send(client, case, citizen.headers if ours else {}, path)
        ANSWERED[label, answer.status_code] += 1
        # 503 is said while something is missing; with a number it is a crash.
        assert answer.status_code < 500 or (answer.status_code == 503 and "编号" not in answer.text), (
            answer.text
        )
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert any("\u4e00" <= char <= "\u9fff" for char in answer.json()["detail"])

    one()
    found_here = {status: count for (name, status), count in sorted(ANSWERED.items()) if name == label}
    print(f"{label}: {sum(found_here.values())} requests, answers {found_here}", flush=True)


def _send(client: TestClient, case: Any, ours: dict[str, str], path: str) -> httpx.Response:
    """As bytes, made by the library that the tool speaks: what it means to send is what is sent."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    known = ("method", "url", "headers", "files", "data", "json", "params", "cookies")
    prepared = requests.Request(
        **{name: sent[name] for name in known if sent.get(name) is not None}
    ).prepare()
    headers = [
        (
            name.encode("latin-1", "replace"),
            value if isinstance(value, bytes) else value.encode("utf-8", "replace"),
        )
        for name, value in {**prepared.headers, **ours}.items()
        if name.lower() not in ("content-length", "host", "transfer-encoding")
    ]
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    started = time.process_time()
    answer: httpx.Response = client.request(
        str(prepared.method), str(prepared.url) + path, headers=headers, content=body
    )
    assert time.process_time() - started < LONGEST_S, sent
    return answer
