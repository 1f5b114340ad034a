"""What docs/add-a-channel.md shows holds for every body, as a door of the product does."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channels.apps.talk import settle
from tests.channels.contract.conftest import PAGE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["id", "from", "kind", "text"]), value=JSON, whole=st.booleans())
def test_any_signed_body(
    city: TestClient, board: tuple[ModuleType, Any], name: str, value: Any, whole: bool
) -> None:
    talk = board[1].BoardTalk(city, city.board_server)  # type: ignore[attr-defined]
    update = value if whole else {**talk.says("护照"), name: value}
    assert talk.deliver(update).status_code == 200


def test_all_of_it_was_dealt_with(city: TestClient) -> None:
    settle(60)


def test_the_page_is_short_enough_to_be_followed() -> None:
    assert len(PAGE.splitlines()) < 330
