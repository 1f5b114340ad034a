"""Our way through Rasa's graph gives what Rasa's own gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from rasa.core.channels.channel import UserMessage
from rasa.engine import loader
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.graph_runner import DirectGraphRunner
from bot.assistant.model import latest_model

TEXTS = """办护照要多少钱 居住证在哪办 公积金怎么提取 身份证丢了怎么补办 新生儿怎么上户口 要带什么材料 那居住证呢 你好 再见 谢谢 转人工 投诉
    我要申请居住证 查办件进度 我家着火了 我不想活了 有人晕倒了 被抢劫了 出车祸了 今天天气怎么样 讲个笑话 你是机器人吗 量子纠缠 重新开始 取消 上一步
    跳过 继续上次的申请 热门事项 预约办护照 居住证能享受什么待遇 /ask_item{"service_item":"hz-residence-permit","aspect":"fee"} /restart
    /nlu_fallback 13800138000 😀 １２３ 護照多少錢""".split()
STATES: dict[str, list[Event]] = {
    "start": [],
    "item": [SlotSet("service_item", "hz-residence-permit"), SlotSet("aspect", "fee")],
    "form": [ActiveLoop("service_form"), SlotSet("draft_id", "1"), SlotSet("requested_slot", "form_answer")],
    "progress": [
        ActiveLoop("progress_form"),
        SlotSet("progress_open", True),
        SlotSet("requested_slot", "progress_answer"),
    ],
}


class Loaded:
    def __init__(self, folder: Path, kind: type[GraphRunner]) -> None:
        folder.mkdir()
        self.metadata: ModelMetadata
        self.metadata, self.runner = loader.load_predict_graph_runner(
            folder, latest_model(), LocalModelStorage, kind
        )

    def parse(self, text: str, tracker: DialogueStateTracker) -> dict[str, Any]:
        target = self.metadata.nlu_target
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: tracker}
        (message,) = self.runner.run(inputs=inputs, targets=[target])[target]
        return dict(message.as_dict(only_output_properties=True))

    def predict(self, tracker: DialogueStateTracker) -> Any:
        target = self.metadata.core_target
        assert target is not None
        return self.runner.run(inputs={PLACEHOLDER_TRACKER: tracker}, targets=[target])[target]

    def tracker(self, state: list[Event], parsed: dict[str, Any] | None = None) -> DialogueStateTracker:
        events: list[Event] = [
            ActionExecuted("action_session_start"),
            *state,
            ActionExecuted("action_listen"),
        ]
        if parsed is not None:
            events.append(UserUttered(parsed["text"], parsed["intent"], parsed.get("entities"), parsed))
        return DialogueStateTracker.from_events(
            "x", events, self.metadata.domain.slots, domain=self.metadata.domain
        )


@pytest.fixture(scope="module")
def both(house: FastAPI, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loaded, Loaded]]:
    """(Rasa's, ours) on the same model."""
    folder = tmp_path_factory.mktemp("graph")
    yield Loaded(folder / "dask", DaskGraphRunner), Loaded(folder / "direct", DirectGraphRunner)


def test_there_are_enough_texts() -> None:
    assert len(TEXTS) >= 30


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_parse_and_the_same_prediction(both: tuple[Loaded, Loaded], text: str) -> None:
    theirs, ours = both
    parsed = theirs.parse(text, theirs.tracker([]))
    assert json.dumps(ours.parse(text, ours.tracker([])), sort_keys=True) == json.dumps(
        parsed, sort_keys=True
    )
    for state in STATES.values():
        expected = theirs.predict(theirs.tracker(state, parsed))
        found = ours.predict(ours.tracker(state, parsed))
        assert found == expected
        assert found.max_confidence_index == expected.max_confidence_index
        assert found.policy_name == expected.policy_name


def test_without_targets_every_target_of_the_graph_is_run(both: tuple[Loaded, Loaded]) -> None:
    theirs, ours = both
    inputs = {PLACEHOLDER_MESSAGE: [UserMessage("护照多少钱")], PLACEHOLDER_TRACKER: ours.tracker([])}
    assert set(ours.runner.run(inputs)) == set(theirs.runner.run(inputs))


def test_running_twice_keeps_nothing(both: tuple[Loaded, Loaded]) -> None:
    _, ours = both
    first = ours.parse("护照多少钱", ours.tracker([]))
    ours.parse("居住证在哪办", ours.tracker([]))
    assert ours.parse("护照多少钱", ours.tracker([])) == first
