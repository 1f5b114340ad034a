"""Dashboard and alerts name metrics that `/metrics` really has, with labels that they really bear."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.channels.citizen import Citizen
from tests.deploy.product import DEPLOY, documents

DASHBOARD = json.loads((DEPLOY / "grafana" / "zhengwen.json").read_text("utf-8"))
ALERTS = documents(DEPLOY / "prometheus" / "alerts.yml")[0]["groups"]
_OUTSIDE = {"up"}  # Prometheus' own
_NOT_METRICS = set(
    """sum rate max min by le on group_left histogram_quantile time delta deriv offset count without and or
    outcome stage channel job zhengwen version place instance d h m""".split()
)


def expressions() -> list[str]:
    asked = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return asked + [rule["expr"] for group in ALERTS for rule in group["rules"]]


def names(expression: str) -> set[str]:
    plain = re.sub(r'"[^"]*"', '""', expression)
    return {
        word
        for word in re.findall(r"(?<![\w.])[a-z_][a-z0-9_]*", plain)
        if word not in _NOT_METRICS | _OUTSIDE
    }


@pytest.fixture(scope="module")
def metrics(client: TestClient) -> dict[str, set[str]]:
    """Every sample's name, with the names of its labels."""
    Citizen(client).say("护照多少钱")
    families = text_string_to_metric_families(client.get("/metrics").text)
    found: dict[str, set[str]] = {}
    for family in families:
        for label in (family.name, f"{family.name}_total"):
            found.setdefault(label, set())
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def test_every_metric_is_there(metrics: dict[str, set[str]]) -> None:
    asked = {name for expression in expressions() for name in names(expression)}
    assert len(asked) > 15
    assert asked - set(metrics) == set()


def test_every_label_is_there(metrics: dict[str, set[str]]) -> None:
    unborne = {"zhengwen_deliveries_total", *_OUTSIDE}  # nothing has been sent here yet
    for expression in expressions():
        for name, chosen in re.findall(r"([a-z_]\w+)\{([^}]*)\}", expression):
            labels = set(re.findall(r"(\w+)=", chosen)) - {"job", "instance"}
            assert name in unborne or labels <= metrics[name], expression


def test_an_alert_says_what_is_the_matter() -> None:
    rules = [rule for group in ALERTS for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]


def test_every_alert_has_its_line_in_the_manual() -> None:
    manual = (DEPLOY.parent / "docs" / "operations.md").read_text("utf-8")
    silent = [
        rule["alert"] for group in ALERTS for rule in group["rules"] if f"`{rule['alert']}`" not in manual
    ]
    assert silent == []


def test_the_dashboard_is_whole() -> None:
    panels: list[dict[str, Any]] = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) == len({panel["title"] for panel in panels})
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    assert {panel["datasource"]["uid"] for panel in panels} == {"${source}"}
