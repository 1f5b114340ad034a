"""The model of capacity: agrees with what is known of queues, and with its own simulation."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.capacity import (
    Costs,
    Demand,
    erlang_c,
    plan,
    replicas_for,
    simulate,
    wait_percentile,
)
from benchmarks.scaling import Measured
from benchmarks.scaling_words import tables

COSTS = Costs(0.010, 0.002, 6.0, 9_000, 4_000, 1.5)
RATES = st.floats(0.5, 500)
SERVICE = st.floats(0.001, 0.2)


@pytest.mark.parametrize("load", [0.1, 0.5, 0.9])
def test_one_server_waits_as_often_as_it_is_busy(load: float) -> None:
    assert erlang_c(1, load) == pytest.approx(load)


def test_a_known_value_of_erlang() -> None:
    assert erlang_c(10, 8.0) == pytest.approx(0.409, abs=0.001)  # tables of Erlang C


def test_too_few_never_catch_up() -> None:
    assert erlang_c(2, 2.0) == 1.0
    assert wait_percentile(2, 100, 0.02, 99) == math.inf


@given(RATES, SERVICE)
def test_enough_is_enough_and_one_fewer_is_not(rate: float, service_s: float) -> None:
    count = replicas_for(rate, service_s, 0.05)
    assert count >= 2 and rate * service_s / count <= 0.6 + 1e-9
    assert wait_percentile(count, rate, service_s, 99) <= 0.05
    fewer = count - 1
    if count > 2:
        assert rate * service_s / fewer > 0.6 or wait_percentile(fewer, rate, service_s, 99) > 0.05


@given(RATES, SERVICE, st.integers(1, 40))
def test_more_servers_never_wait_longer(rate: float, service_s: float, servers: int) -> None:
    assert wait_percentile(servers + 1, rate, service_s, 99) <= wait_percentile(servers, rate, service_s, 99)


@pytest.mark.parametrize("servers", [1, 4])
def test_the_simulation_agrees_with_the_formula(servers: int) -> None:
    """With times that vary as the formula supposes: exponentially."""
    import random

    chance = random.Random(7)
    service = [chance.expovariate(100) for _ in range(20_000)]
    mean = sum(service) / len(service)
    rate = 0.7 * servers / mean
    run = simulate(rate, servers, service, 120_000)
    assert run.busy == pytest.approx(0.7, rel=0.05)
    if servers == 1:  # the time in an M/M/1 queue is exponential itself
        assert run.p99_s == pytest.approx(mean / 0.3 * math.log(100), rel=0.15)
    else:
        assert (
            wait_percentile(servers, rate, mean, 99)
            < run.p99_s
            < wait_percentile(servers, rate, mean, 99) + 6 * mean
        )


def test_the_simulation_is_the_same_every_time_and_turns_are_worse() -> None:
    first = simulate(300, 4, [0.01, 0.005], 20_000)
    assert first == simulate(300, 4, [0.01, 0.005], 20_000)
    assert simulate(300, 4, [0.01, 0.005], 20_000, choose="turn").p99_s >= first.p99_s


def test_a_plan_is_the_costs_times_the_rate() -> None:
    demand = Demand(10_000_000, 2000, 5)
    made = plan(COSTS, demand)
    assert demand.a_day == pytest.approx(34_560_000)
    assert made.replicas == math.ceil(2000 * 0.010 / 0.6)
    assert made.database_cores == pytest.approx(2000 * 0.002 / 0.6)
    assert made.wal_mb_a_second == pytest.approx(18.0)
    assert made.stored_gb_a_day == pytest.approx(138.24)
    assert made.stored_tb == pytest.approx(138.24 * 184 / 1000)
    assert (made.statements_a_second, made.connections) == (12_000, made.replicas * 20)


def test_the_tables_say_what_was_measured_and_planned() -> None:
    measured = [Measured(1, 2000, 0, 80.0, 9.0, 30.0, COSTS), Measured(2, 4000, 0, 150.0, 10.0, 40.0, COSTS)]
    text = tables(measured, 10_000_000, 2000, 5, {"date": "2026-11-30", "note": ""})
    assert "| 2 | 4,000 | 0 | 150.0 | 75.0 | 10 | 40 |" in text and "34.6 million" in text
