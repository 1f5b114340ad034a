"""Whatever the description of the interface allows, and what it does not: answered, and never with a 5xx but 503."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import httpx
import pytest
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


@pytest.mark.parametrize("label", [name for name in OPERATIONS if name != "GET /api/chat/events"])
def test_nothing_breaks_it(label: str, house: FastAPI, client: TestClient) -> None:
    operation = OPERATIONS[label]
    citizen = Citizen(client)
    each = 90 if "/api/" in label else 10
    described = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    try:
        undescribed = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        found = st.one_of(described, undescribed)
    except Exception:  # of an operation that takes nothing there is nothing wrong
        found = described

    @seed(SEED)
    @settings(
        max_examples=cases(each, 60 * each),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=found, ours=st.booleans(), path=st.sampled_from(["", "", "/", "?x=1", "%00", "/../.."]))
    def one(case: Any, ours: bool, path: str) -> None:
        answer = _send(client, case, citizen.headers if ours else {}, path)
        ANSWERED[label, answer.status_code] += 1
        assert answer.status_code < 500 or (answer.status_code == 503 and "编号" not in answer.text), (
            answer.text
        )
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert any("\u4e00" <= char <= "\u9fff" for char in answer.json()["detail"])

    one()
    print({status: count for (name, status), count in ANSWERED.items() if name == label}, label, flush=True)


def _send(client: TestClient, case: Any, ours: dict[str, str], path: str) -> httpx.Response:
    sent = case.as_transport_kwargs(base_url="http://testserver")
    headers = {
        name: value.encode("utf-8", "surrogateescape")
        for name, value in {**sent.get("headers", {}), **ours}.items()
        if name.lower() not in ("content-length", "host", "transfer-encoding")
    }
    body: dict[str, Any] = {}
    if "json" in sent:
        body["json"] = sent["json"]
    elif sent.get("files") is not None:
        body["files"] = sent["files"]
    elif sent.get("data") is not None:
        body["content" if isinstance(sent["data"], (bytes, str)) else "data"] = sent["data"]
    started = time.process_time()
    answer: httpx.Response = client.request(
        sent["method"],
        sent["url"] + path,
        headers=headers,
        params=sent.get("params"),
        **body,
    )
    assert time.process_time() - started < LONGEST_S, sent
    return answer
