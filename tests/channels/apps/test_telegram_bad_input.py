"""Whatever is posted to Telegram's webhook: 200, or a refusal as Telegram expects; never a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.apps.platform import Platform
from tests.channels.apps.talk import settle
from tests.channels.apps.telegram_api import HEADERS, Person

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def post(client: TestClient, raw: bytes) -> int:
    headers = {**HEADERS, "Content-Type": "application/json"}
    return client.post("/channels/telegram", content=raw, headers=headers).status_code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe\x00", 400),
        (b"null", 200),
        (b"[]", 200),
        (b"{}", 200),
        (b'{"update_id": "1"}', 200),
        (b'{"update_id": 1e400}', 200),
        (b'{"update_id": 99999999999999999999999999}', 200),
        (b'{"update_id": 1, "message": {"chat": {"id": 99999999999999999999999}}}', 200),
        (b'{"update_id": 1, "message": {"chat": {"id": true}}}', 200),
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000, 400),
        (b"9" * 5_000, 400),
        (b" " * 600_000, 413),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_broken_bodies(apps: TestClient, raw: bytes, code: int) -> None:
    assert post(apps, raw) == code


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes(apps: TestClient, raw: bytes) -> None:
    assert post(apps, raw) in (200, 400)


def _replaced(value: Any, path: list[Any], new: Any) -> Any:
    if not path:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(copy[path[0]], path[1:], new)
    return copy


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[list[Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [list(path)] + [found for key, each in inner for found in _paths(each, (*path, key))]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_update_with_one_part_replaced(apps: TestClient, api: Platform, data: st.DataObject) -> None:
    person = Person()
    update = data.draw(
        st.sampled_from(
            [person.says("护照"), person.presses("0.0.0.x"), person.edits("护照"), person.becomes("kicked")]
        )
    )
    changed = _replaced(update, data.draw(st.sampled_from(_paths(update))), data.draw(JSON))
    response = apps.post("/channels/telegram", json=None, content=_dump(changed), headers=HEADERS)
    assert response.status_code == 200, response.text


def _dump(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_all_of_it_was_dealt_with(apps: TestClient, api: Platform) -> None:
    """Runs after the ones above: nothing they left waits for ever."""
    settle(120)
