"""The mailbox of the messaging apps on both databases: once, in order, by one process at a time, then forgotten."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from bot.db.models import ChannelDelivery, ChannelUpdate, CitizenChannel
from bot.services.mailbox import accounts, claims, deliveries, updates
from bot.services.mailbox.address import Address
from bot.services.mailbox.deliveries import Button, Part
from bot.services.mailbox.forget import KEYS_FOR, WORDS_FOR, forget_mail
from bot.services.mailbox.updates import Received
from tests.services.city import NOW
from tests.services.test_delivery import transactions

ANN, BOB = Address("telegram", "1001"), Address("telegram", "1002")
HERE = ["telegram"]


def received(who: Address, number: int) -> Received:
    return Received(who, str(number), number, f'{{"text": "说的话{number}"}}')


def part(who: Address, text: str, *titles: str) -> Part:
    return Part(who.value, text, tuple(Button(title, f"d{title}") for title in titles))


def test_many_doors_store_an_update_once(both_engines: Engine) -> None:
    transaction = transactions(both_engines)

    def store(number: int) -> int | None:
        with transaction() as session:
            return updates.receive(session, received(ANN, number % 5), NOW)

    with ThreadPoolExecutor(8) as pool:
        stored = [row_id for row_id in pool.map(store, range(40)) if row_id is not None]
    assert len(stored) == 5
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(ChannelUpdate)) == 5


def test_one_at_a_time_of_a_citizen_in_the_platforms_order(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        for number in (3, 1, 2):
            updates.receive(session, received(ANN, number), NOW)
        updates.receive(session, received(BOB, 9), NOW)
        updates.receive(session, Received(Address("wechat", "1001"), "1", 1, "{}"), NOW)
    order = []
    for _ in range(3):
        with transaction() as session:
            heads = updates.waiting(session, HERE, NOW, 10)
            taken = [updates.take(session, row_id, NOW) for row_id in heads]
            assert len({each.key for each in taken if each}) == len(heads)
            assert updates.waiting(session, HERE, NOW, 10) == []  # what is claimed stands in the way
            for each in taken:
                assert each is not None
                order.append(each.key)
                updates.finish(session, each.id, [], NOW)
    assert [key for key in order if key != "9"] == ["1", "2", "3"]
    assert order.count("9") == 1


def test_many_processes_answer_each_update_once(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        for number in range(24):
            updates.receive(session, received(Address("telegram", str(number % 6)), number), NOW)
    done: list[str] = []

    def work(_: int) -> None:
        for _ in range(40):
            with transaction() as session:
                heads = updates.waiting(session, HERE, NOW, 4)
            for row_id in heads:
                with transaction() as session:
                    taken = updates.take(session, row_id, NOW)
                if taken is None:
                    continue
                with transaction() as session:
                    updates.finish(session, taken.id, [part(ANN, taken.key)], NOW)
                done.append(taken.key)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert Counter(done) == Counter(str(number) for number in range(24))
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(ChannelDelivery)) == 24


def test_what_a_killed_process_held_is_taken_up_when_its_lease_ends(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        row_id = updates.receive(session, received(ANN, 1), NOW)
        assert row_id is not None
        assert updates.take(session, row_id, NOW) is not None
    soon, later = NOW + claims.LEASE / 2, NOW + claims.LEASE
    with transaction() as session:
        assert updates.waiting(session, HERE, soon, 10) == []
        assert updates.take(session, row_id, soon) is None
        assert updates.waiting(session, HERE, later, 10) == [row_id]
        assert updates.take(session, row_id, later) is not None


def test_what_fails_again_and_again_is_given_up_with_words(both_engines: Engine) -> None:
    transaction, now = transactions(both_engines), NOW
    with transaction() as session:
        row_id = updates.receive(session, received(ANN, 1), now)
        assert row_id is not None
        for attempt in range(updates.MOST_ATTEMPTS):
            assert updates.waiting(session, HERE, now, 10) == [row_id], attempt
            assert updates.take(session, row_id, now) is not None
            updates.postpone(session, row_id, now, timedelta(seconds=1), [part(ANN, "抱歉")])
            assert updates.waiting(session, HERE, now, 10) == []
            now += timedelta(seconds=1)
        assert session.get(ChannelUpdate, row_id).state == "given_up"
        assert session.get(ChannelUpdate, row_id).body is None
        (letter,) = deliveries.waiting(session, HERE, now, 10)
        assert deliveries.take(session, letter, now).part == part(ANN, "抱歉")  # type: ignore[union-attr]


def test_an_answer_goes_out_in_the_order_of_its_parts(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        row_id = updates.receive(session, received(ANN, 1), NOW)
        assert row_id is not None
        updates.finish(session, row_id, [part(ANN, "一"), part(ANN, "二", "是", "否"), part(ANN, "三")], NOW)
        updates.finish(session, row_id, [part(ANN, "再一次")], NOW)  # a second process was as quick
        said = []
        while heads := deliveries.waiting(session, HERE, NOW, 10):
            (head,) = heads
            letter = deliveries.take(session, head, NOW)
            assert letter is not None
            said.append(letter.part)
            deliveries.sent(session, head, NOW)
        assert said == [part(ANN, "一"), part(ANN, "二", "是", "否"), part(ANN, "三")]


def test_a_part_kept_for_the_door_is_said_there_and_again_when_asked(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        row_id = updates.receive(session, received(ANN, 1), NOW)
        assert row_id is not None
        updates.finish(session, row_id, [part(ANN, "一"), part(ANN, "二")], NOW)
        kept = deliveries.keep_for_the_door(session, row_id, NOW, timedelta(seconds=1))
        assert kept is not None and kept.part.text == "一"
        assert deliveries.waiting(session, HERE, NOW, 10) == []
        assert deliveries.said_at_the_door(session, row_id) is None  # not yet
        deliveries.handed_over(session, kept.id, NOW)
        assert deliveries.said_at_the_door(session, row_id) == kept
        assert deliveries.waiting(session, HERE, NOW, 10) == []  # must not overtake the response
        (second,) = deliveries.waiting(session, HERE, NOW + timedelta(seconds=1), 10)
        assert second != kept.id


def test_a_door_that_closed_gives_its_part_back(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        row_id = updates.receive(session, received(ANN, 1), NOW)
        assert row_id is not None
        updates.finish(session, row_id, [part(ANN, "一")], NOW)
        kept = deliveries.keep_for_the_door(session, row_id, NOW, timedelta(seconds=1))
        assert kept is not None
        deliveries.give_back(session, kept.id)
        assert deliveries.waiting(session, HERE, NOW, 10) == [kept.id]


def test_what_is_held_goes_out_when_they_write_and_not_when_they_blocked_us(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        for who in (ANN, BOB):
            deliveries.queue(session, "telegram", who.index, part(who, "通知"), NOW)
        for row_id in deliveries.waiting(session, HERE, NOW, 10):
            deliveries.hold(session, row_id, "48 hours are over")
        assert deliveries.waiting(session, HERE, NOW, 10) == []
        deliveries.drop_all(session, BOB, "blocked")
        updates.receive(session, received(ANN, 1), NOW)
        updates.receive(session, received(BOB, 2), NOW)
        (row_id,) = deliveries.waiting(session, HERE, NOW, 10)
        assert session.get(ChannelDelivery, row_id).address_index == ANN.index


@pytest.mark.parametrize("attempts", range(20))
def test_waits_grow_to_four_hours(attempts: int) -> None:
    seconds = deliveries.wait_after(attempts).total_seconds()
    assert seconds == min(2 ** (attempts + 1), 4 * 3600)


def test_a_letter_is_dropped_after_about_a_day(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        deliveries.queue(session, "telegram", ANN.index, part(ANN, "通知"), NOW)
        now = NOW
        for attempt in range(deliveries.MOST_ATTEMPTS):
            (row_id,) = deliveries.waiting(session, HERE, now, 10)
            assert deliveries.take(session, row_id, now) is not None
            now += deliveries.wait_after(attempt)
            kept = deliveries.postpone(session, row_id, now, "busy")
        assert not kept
        assert deliveries.waiting(session, HERE, now + timedelta(days=9), 10) == []
        assert session.get(ChannelDelivery, row_id).body is None
    assert timedelta(hours=2) < now - NOW < timedelta(days=2)


def test_waiting_that_the_platform_asks_for_is_no_attempt(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        deliveries.queue(session, "telegram", ANN.index, part(ANN, "通知"), NOW)
        (row_id,) = deliveries.waiting(session, HERE, NOW, 10)
        for _ in range(50):
            assert deliveries.postpone(session, row_id, NOW, "flood", counts=False)


def test_an_account_is_opened_once_however_many_open_it(both_engines: Engine) -> None:
    from sqlalchemy.exc import IntegrityError

    transaction = transactions(both_engines)

    def open_it(_: int) -> str:
        for _ in range(2):
            try:
                with transaction() as session:
                    return accounts.account_of(session, ANN, NOW).conversation_id
            except IntegrityError:
                continue
        raise AssertionError

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(open_it, range(12)))) == 1
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(CitizenChannel)) == 1
        assert accounts.has_any(session, "telegram") and not accounts.has_any(session, "wecom")
        found = accounts.account_of(session, ANN, NOW)
        assert not found.is_new
        assert accounts.address_in(session, found.conversation_id) == ANN
        late = accounts.account_of(session, ANN, NOW + accounts.QUIET_FOR + timedelta(days=1))
        assert late.is_new and late.conversation_id != found.conversation_id


def test_writing_to_us_ends_a_block(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        accounts.block(session, BOB, NOW)  # never seen: nothing to note
        assert not accounts.is_blocked(session, BOB)
        accounts.account_of(session, ANN, NOW)
        accounts.block(session, ANN, NOW)
        assert accounts.is_blocked(session, ANN)
        accounts.account_of(session, ANN, NOW)
        assert not accounts.is_blocked(session, ANN)


def test_where_polling_goes_on(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        assert updates.last_sequence(session, "telegram", NOW - timedelta(days=1)) is None
        for number in (7, 12, 9):
            updates.receive(session, received(ANN, number), NOW)
        updates.receive(session, Received(Address("wecom", "x"), "99", 99, "{}"), NOW)
        for row in session.scalars(select(ChannelUpdate)).all():
            row.created_at = NOW
        session.flush()
        assert updates.last_sequence(session, "telegram", NOW - timedelta(days=1)) == 12
        assert updates.last_sequence(session, "telegram", NOW + timedelta(seconds=1)) is None


def test_words_are_forgotten_after_a_day_and_everything_after_a_week(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        row_id = updates.receive(session, received(ANN, 1), NOW)
        group = updates.receive(session, Received(BOB, "group:1002", 2, "{}"), NOW)
        assert row_id is not None and group is not None
        updates.finish(session, row_id, [part(ANN, "一")], NOW)
        updates.finish(session, group, [], NOW)
        (letter,) = deliveries.waiting(session, HERE, NOW, 10)
        deliveries.sent(session, letter, NOW)
        for table in (ChannelUpdate, ChannelDelivery):
            for row in session.scalars(select(table)).all():
                row.created_at = NOW
        session.flush()
        assert session.get(ChannelUpdate, row_id).body is None  # with the answer
        forget_mail(session, NOW + WORDS_FOR)
        assert session.get(ChannelDelivery, letter).body is not None
        forget_mail(session, NOW + WORDS_FOR + timedelta(seconds=1))
        session.expire_all()
        assert session.get(ChannelDelivery, letter).body is None
        assert updates.receive(session, received(ANN, 1), NOW) is None  # still known
        for _ in range(2):  # first what was sent, then what it answered
            forget_mail(session, NOW + KEYS_FOR + timedelta(seconds=1))
        session.expire_all()
        assert session.scalar(select(func.count()).select_from(ChannelDelivery)) == 0
        assert session.scalars(select(ChannelUpdate.update_key)).all() == ["group:1002"]


def test_nothing_that_is_kept_can_be_read(both_engines: Engine) -> None:
    transaction = transactions(both_engines)
    with transaction() as session:
        updates.receive(session, received(ANN, 1), NOW)
        deliveries.queue(session, "telegram", ANN.index, part(ANN, "张伟的办件"), NOW)
        session.flush()
        for table in ("channel_update", "channel_delivery"):
            rows = str(session.connection().exec_driver_sql(f"SELECT * FROM {table}").all())
            assert "说的话" not in rows and "张伟" not in rows and "1001" not in rows
