"""Actions inside the process: what Rasa's own remote action would bring, and an apology when one fails."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, FollowupAction, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.assistant.action_runner import (
    ActionCatalogue,
    InProcessAction,
    InProcessEndpoint,
    InProcessFormAction,
)
from bot.assistant.assistant import Assistant
from bot.services import turn
from tests.assistant.talk import Talk, apply

TEXTS = {
    "办护照要多少钱": "action_answer_item",
    "居住证怎么办": "action_answer_item",
    "要带什么材料": "action_answer_item",
    "居住证能享受什么待遇": "action_answer_faq",
    "办证": "action_clarify",
    "量子纠缠": "action_lost",
    "今天天气怎么样": "action_out_of_scope",
    "我家着火了": "action_emergency",
    "转人工": "action_handover",
    "重新开始": "action_restart_conversation",
    "返回": "action_go_back",
    "你能做什么": "action_hot_topics",
    "再说一遍": "action_repeat",
    "我要投诉": "action_open_task",
    "预约办护照": "action_open_task",
    "查办件进度": "action_check_progress",
    "我要申请护照": "action_open_application",
    "继续上次的申请": "action_resume_draft",
}
SLOTS: list[Event] = [
    SlotSet("service_item", "hz-residence-permit"),
    SlotSet("aspect", "fee"),
    SlotSet("lost_count", 1.0),
]


class FailsForTest(Action):
    def name(self) -> str:
        return "action_fails_for_test"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message("这一句不该说出来")
        raise RuntimeError("市民的话不进日志")


class BringsNonsense(FailsForTest):
    def name(self) -> str:
        return "action_nonsense_for_test"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        return [{"event": "no such event"}]


@pytest.fixture
def domain(assistant: Assistant) -> Domain:
    found: Domain = assistant._agent.domain
    return found


@pytest.fixture
def endpoint() -> InProcessEndpoint:
    endpoint = InProcessEndpoint()
    endpoint._executor.register_action(FailsForTest())
    endpoint._executor.register_action(BringsNonsense())
    return endpoint


def nlg(domain: Domain) -> TemplatedNaturalLanguageGenerator:
    return TemplatedNaturalLanguageGenerator(domain.responses)


async def heard(
    assistant: Assistant, domain: Domain, text: str, slots: list[Event] = SLOTS
) -> DialogueStateTracker:
    """A tracker that has just heard `text`, with an earlier turn behind it."""
    parsed = await assistant.understand(text)
    earlier: list[Event] = [UserUttered("你好", {"name": "greet"}), ActionExecuted("utter_greet")]
    now = UserUttered(text, parsed["intent"], parsed["entities"], parsed)
    events = [ActionExecuted("action_listen"), *earlier, *slots, ActionExecuted("action_listen"), now]
    return DialogueStateTracker.from_events("web:test", events, domain.slots, domain=domain)


def without_times(events: list[Event]) -> list[dict[str, Any]]:
    rows = [event.as_dict() for event in events]
    return [
        {key: value for key, value in row.items() if key not in ("timestamp", "metadata")} for row in rows
    ]


@pytest.mark.parametrize(("text", "name"), TEXTS.items())
async def test_the_same_as_rasas_remote_action(
    assistant: Assistant, domain: Domain, endpoint: InProcessEndpoint, text: str, name: str
) -> None:
    tracker = await heard(assistant, domain, text)
    theirs = await RemoteAction(name, endpoint).run(CollectingOutputChannel(), nlg(domain), tracker, domain)
    ours = await InProcessAction(name, endpoint).run(CollectingOutputChannel(), nlg(domain), tracker, domain)
    assert ours
    assert without_times(ours) == without_times(theirs)
    assert [type(event) for event in ours] == [type(event) for event in theirs]


@pytest.mark.parametrize("name", ["action_fails_for_test", "action_nonsense_for_test", "action_nobody_wrote"])
async def test_an_action_that_fails_apologises_and_listens(
    assistant: Assistant, domain: Domain, endpoint: InProcessEndpoint, name: str
) -> None:
    tracker = await heard(assistant, domain, "护照多少钱")
    with turn.turn() as notes:
        events = await InProcessAction(name, endpoint).run(
            CollectingOutputChannel(), nlg(domain), tracker, domain
        )
    said, after = events
    assert "编号" in said.text and "12345" in said.text and "不该说" not in said.text
    assert after == FollowupAction("action_listen")
    assert notes.outcome == "failed"


async def test_two_failures_have_two_numbers(
    assistant: Assistant, domain: Domain, endpoint: InProcessEndpoint
) -> None:
    tracker = await heard(assistant, domain, "护照多少钱")
    action = InProcessAction("action_fails_for_test", endpoint)
    said = [
        (await action.run(CollectingOutputChannel(), nlg(domain), tracker, domain))[0].text for _ in range(2)
    ]
    assert said[0] != said[1]


async def test_a_failure_inside_a_conversation_is_said_and_kept_as_failed(assistant: Assistant) -> None:
    """The whole way: the processor's own executor runs an action that raises."""
    executor = assistant._agent.processor.action_endpoint._executor
    working = executor.actions["action_answer_item"]
    executor.actions["action_answer_item"] = FailsForTest().run
    talk = Talk(assistant)
    try:
        words = await talk.say("办护照要多少钱")
    finally:
        executor.actions["action_answer_item"] = working
    assert "没能处理这一步" in words and "不该说" not in words
    (kept,) = talk.turns()
    assert (kept.outcome, kept.understood) == ("failed", False)
    assert "120元" in await talk.say("办护照要多少钱")


def test_every_action_is_made_once_and_ours_where_rasa_would_call_a_server(domain: Domain) -> None:
    catalogue = ActionCatalogue(domain, InProcessEndpoint())
    for name in domain.user_actions:
        action = catalogue.get(name)
        assert action is catalogue.get(name)
        assert isinstance(action, InProcessAction) is not name.startswith("utter_")
    for name in domain.form_names:
        assert isinstance(catalogue.get(name), InProcessFormAction)
    assert catalogue.get("action_listen").name() == "action_listen"


def test_every_action_of_the_domain_is_written(domain: Domain, endpoint: InProcessEndpoint) -> None:
    wanted = {name for name in domain.user_actions if not name.startswith("utter_")}
    assert wanted <= set(endpoint._executor.actions)


@pytest.mark.parametrize("answered", [0, 4])
async def test_a_form_goes_on_at_the_same_question_after_a_failure(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, answered: int
) -> None:
    talk = Talk(assistant)
    await talk.say("我要申请居住证")
    for said in ("不在", "满了", "租房", "同意")[:answered]:
        await talk.say(said)
    field, said = talk.field, ("不在", "张伟")[answered > 0]

    def fail(*_: Any) -> None:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as patch:
        patch.setattr("bot.services.applications.drafts.answer", fail)
        assert "没能处理" in await talk.say(said)
        assert talk.field == field
    await talk.say(said)
    assert talk.field not in (None, field)


async def test_a_filing_that_fails_can_be_confirmed_again(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(assistant)
    assert "请核对" in await apply(talk)

    def fail(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("bot.services.applications.filing.file", fail)
        words = await talk.say("确认提交")
        assert "没能处理" in words and "请核对" in words
    assert "办件编号" in await talk.say("确认提交")
