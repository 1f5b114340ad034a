"""Two replicas behind nginx with PostgreSQL and Redis; the short form of `make faults`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from benchmarks.faults import doubles, reach
from benchmarks.faults.citizen import Citizen
from benchmarks.faults.kills import kill_while_served
from benchmarks.faults.rolling import restart_under_load
from benchmarks.faults.servers import Missing
from benchmarks.faults.together import Together, together
from bot.assistant.model import NoModel, latest_model

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Together]:
    work: Path = tmp_path_factory.mktemp("faults")
    try:
        model = latest_model()
        # A loaded machine may take longer than a database should: what is tested here is not speed.
        with together(work, ZHENGWEN_MODEL_DIR=str(model.parent), ZHENGWEN_DATABASE_TIMEOUT_S="20") as made:
            yield made
    except (Missing, NoModel) as error:
        pytest.skip(str(error))


def test_confirmed_at_both_at_once_is_filed_once(house: Together) -> None:
    result = doubles.confirm_twice_at_once(house.database, house.urls, 6, at_once=3)
    assert result.found.clean, result.found.wrong
    assert (result.pairs, result.apologies, result.lost_messages) == (6, 0, 0)


def test_messages_sent_to_both_stay_in_order_and_are_answered_once(house: Together) -> None:
    assert doubles.say_to_both(house.urls, house.redis.url, 8) == []


def test_a_message_sent_to_both_under_one_number_is_answered_once(house: Together) -> None:
    with Citizen(0, house.urls) as who:
        body = {"text": "护照多少钱", "message_id": "the-same"}
        headers = {"Authorization": who.http.headers["Authorization"]}

        def post(url: str) -> object:
            return httpx.post(f"{url}/api/chat/messages", json=body, headers=headers, timeout=60).json()

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(post, house.urls * 2))
        assert all(answer == answers[0] for answer in answers)
        history = who.http.get(f"{house.urls[0]}/api/chat/history").json()["messages"]
        assert [row["text"] for row in history if row["from"] == "user"] == ["护照多少钱"]


def test_a_release_reaches_both(house: Together) -> None:
    assert reach.release(house.database, house.urls) < 20  # 3 s on a machine with nothing else to do


def test_a_notice_reaches_a_citizen_connected_to_either(house: Together) -> None:
    waited = reach.push(house.database, [*house.urls, house.nginx.url])
    assert all(seconds < 20 for seconds in waited.values()), waited


def test_a_rolling_restart_drops_nothing(house: Together) -> None:
    result = restart_under_load(house.nginx.url, house.replicas[:1])
    assert result.dropped == [] and result.apologies == 0
    assert result.messages > 0


def test_killed_one_after_the_other_nothing_is_lost_or_twice(house: Together) -> None:
    result = kill_while_served(
        "postgresql",
        house.database,
        house.replicas,
        cases=3,
        bookings=2,
        orders=2,
        releases=False,
        every=20,
        at_once=4,
    )
    assert result.found.clean, result.found.wrong
    assert (len(result.told.cases), len(result.told.bookings), len(result.told.orders)) == (3, 2, 2)
    assert result.kills >= 1
