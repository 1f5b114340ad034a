"""The thing to beat covers what ours covers, and the arithmetic of the comparison is right. Nothing is timed here."""

from __future__ import annotations

import asyncio
import math
import re
from pathlib import Path

import psutil
import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.conversations import KINDS, conversations, mixed
from benchmarks.load import Orders, Sample, Samples, percentile, run
from benchmarks.processes import Command, running
from benchmarks.report import Figures, factor, markdown, rows
from benchmarks.stock.prepare import prepare
from bot.services.forms.schema import CONSENT_KEY, parse_form
from bot.services.forms.steps import visible

ROOT = Path(__file__).resolve().parents[2]
STOCK = ROOT / "benchmarks" / "stock"


def _yaml(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_pipeline_is_rasas_own() -> None:
    config = _yaml(STOCK / "config.yml")
    names = [component["name"] for component in config["pipeline"] + config["policies"]]
    assert config["language"] == "zh"
    assert {"JiebaTokenizer", "DIETClassifier", "ResponseSelector", "TEDPolicy"} <= set(names)
    assert not [name for name in names if "." in name], "a component of this project is not stock"


def test_domain_covers_every_intent_of_the_data() -> None:
    domain = _yaml(STOCK / "domain.yml")
    taught = {
        entry["intent"].split("/")[0]
        for path in (ROOT / "data" / "nlu").rglob("*.yml")
        for entry in _yaml(path)["nlu"]
        if "intent" in entry
    }
    assert taught <= set(domain["intents"])


def test_every_intent_has_a_rule_and_every_action_exists() -> None:
    domain = _yaml(STOCK / "domain.yml")
    steps = [step for rule in _yaml(STOCK / "rules.yml")["rules"] for step in rule["steps"]]
    assert set(domain["intents"]) == {step["intent"] for step in steps if "intent" in step}
    known = {*domain["actions"], *domain["responses"], *domain["forms"]}
    assert {step["action"] for step in steps if "action" in step} <= known


def test_form_asks_what_ours_asks() -> None:
    domain = _yaml(STOCK / "domain.yml")
    form = parse_form(_yaml(ROOT / "data" / "catalogue" / "forms" / "hz-residence-permit.yml"))
    eligibility = [question.key for question in form.eligibility]
    wanted = [*eligibility, CONSENT_KEY, *(field.key for field in form.fields)]
    assert domain["forms"]["residence_form"]["required_slots"] == wanted
    assert set(wanted) <= set(domain["slots"])
    assert {f"utter_ask_{key}" for key in wanted} <= set(domain["responses"])
    assert visible(form, {})  # the walk that the validation action takes its slots from


def test_actions_still_fit_the_services_they_use() -> None:
    from benchmarks.stock.actions import ActionAnswerItem, ActionSubmitResidence, ValidateResidenceForm

    actions = {action().name() for action in (ActionAnswerItem, ActionSubmitResidence, ValidateResidenceForm)}
    domain = _yaml(STOCK / "domain.yml")
    assert actions == {name for name in domain["actions"] if not name.startswith("utter_")}
    slots = domain["forms"]["residence_form"]["required_slots"]
    assert all(hasattr(ValidateResidenceForm, f"validate_{slot}") for slot in slots)


def test_marking_entities_changes_no_example(tmp_path: Path) -> None:
    target = prepare(target=tmp_path / "nlu")
    for source in (ROOT / "data" / "nlu").rglob("*.yml"):
        copy = target / source.relative_to(ROOT / "data" / "nlu")
        plain = re.sub(r'\[([^]\n]*)\]\{"entity"[^}\n]*\}', r"\1", copy.read_text(encoding="utf-8"))
        assert plain == source.read_text(encoding="utf-8")
    marked = (target / "ask_item.yml").read_text(encoding="utf-8")
    assert '[护照]{"entity": "service_item", "value": "crj-passport-first"}' in marked


def test_conversations_have_every_kind_with_something_to_expect() -> None:
    assert all(conversations(kind) for kind in KINDS)
    assert all(turn.expect for conversation in mixed() for turn in conversation)
    assert {turn.kind for conversation in mixed() for turn in conversation} == set(KINDS)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([3, 1, 2], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        (list(range(1, 101)), 95, 95),
        ([7], 95, 7),
        ([5, 9], 100, 9),
    ],
)
def test_percentile(values: list[float], percent: float, expected: float) -> None:
    assert percentile(values, percent) == expected


def test_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 50))


def test_factor_says_how_many_times_better_ours_is() -> None:
    assert factor(60, 5) == 12
    assert factor(5, 10) == 0.5
    assert factor(20, 300, lower_is_better=False) == 15
    assert math.isnan(factor(10, 0))


def test_targets_are_met_by_the_factor_not_by_the_clock() -> None:
    stock, ours = Figures(), Figures()
    for figures, ms in ((stock, 60.0), (ours, 4.0)):
        for kind in KINDS:
            figures.latency(kind, [Samples(1.0, (Sample(kind, ms, True), Sample(kind, 999.0, False)), 0)])
        figures.load([Samples(2.0, (Sample("faq", ms, True),) * 4, 1)])
    table = {row.name: row for row in rows(stock, ours, 32)}
    assert table["FAQ question, p50"].factor == 15 and table["FAQ question, p50"].met is True
    assert table["throughput, 32 citizens"].factor == 1 and table["throughput, 32 citizens"].met is False
    assert table["time to train"].met is False  # not measured is not met
    assert (ours.right_share["faq"], ours.messages, ours.failures) == (0.5, 10, 1)
    text = markdown(list(table.values()), stock, ours, {"date": "2026-11-23"})
    assert "| FAQ question, p50 (ms) | 60.0 | 4.0 | 15.0× | ≥ 12× | yes |" in text
    assert "| time to train (s) | nan | nan | nan× | ≥ 5× | **no** |" in text


@pytest.mark.parametrize("dialect", ["rest", "web"])
def test_clients_say_exactly_as_many_messages_as_ordered(dialect: str) -> None:
    senders: list[str] = []

    async def rest(request: web.Request) -> web.Response:
        body = await request.json()
        senders.append(body["sender"])
        return web.json_response([{"text": "120元"}])

    async def session(_: web.Request) -> web.Response:
        return web.json_response({"token": "t"}, status=201)

    async def message(request: web.Request) -> web.Response:
        senders.append(request.headers["Authorization"])
        return web.json_response({"messages": [{"text": "120元"}]})

    async def measure() -> Samples:
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", rest)
        app.router.add_post("/api/chat/sessions", session)
        app.router.add_post("/api/chat/messages", message)
        async with TestServer(app) as server:
            url = str(server.make_url("")).rstrip("/")
            orders = Orders(url, dialect, 4, 25, False, "run", conversations("item"))
            return await run(Orders.from_json(orders.to_json()))

    samples = asyncio.run(measure())
    assert len(samples.rows) == len(senders) == 25 and samples.failures == 0
    assert 0 < sum(row.right for row in samples.rows) < 25  # only 护照多少钱 is answered with 120元
    assert dialect == "web" or len(set(senders)) > 4


def test_nothing_started_outlives_its_block(tmp_path: Path) -> None:
    with running(Command(["sh", "-c", "sleep 60 & wait"], tmp_path / "log")) as process:
        while not (children := psutil.Process(process.pid).children()):
            pass
    assert not psutil.pid_exists(process.pid)
    _, alive = psutil.wait_procs(children, timeout=5)
    assert all(child.status() == psutil.STATUS_ZOMBIE for child in alive)
