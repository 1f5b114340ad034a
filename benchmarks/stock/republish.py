"""Stock Rasa's way from a changed answer to the answer citizens get: train again, load again.

An assistant of nothing but FAQ entries and the rule that answers them, trained once before the clock starts, so that
Rasa's cache is warm. Then one answer's text changes.
"""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.processes import RASA, BenchmarkError, Command, failed, running
from benchmarks.servers import Side, serving

_PIPELINE = Path(__file__).resolve().parent / "config.yml"
_ANSWER_WITHIN_S = 300


@dataclass(frozen=True)
class Entry:
    """`name`: without `faq/`."""

    name: str
    examples: Sequence[str]
    answer: str


@dataclass(frozen=True)
class Republished:
    """Seconds. None: not done, since this training or the one before was stopped at the limit."""

    first_s: float | None
    train_s: float | None
    load_s: float | None


def republish(entries: Sequence[Entry], changed: str, folder: Path, port: int, limit_s: float) -> Republished:
    """Raises BenchmarkError where Rasa fails or goes on giving the old answer."""
    assistant = Assistant(folder, port)
    assistant.write(entries)
    first_s = assistant.train("before", limit_s)
    if first_s is None:
        return Republished(None, None, None)
    first = entries[0]
    with serving(assistant.side("before")):
        assistant.write([Entry(first.name, first.examples, changed), *entries[1:]])
        train_s = assistant.train("after", limit_s)
        if train_s is None:
            return Republished(first_s, None, None)
        began = time.perf_counter()
        assistant.load("after")
        said = assistant.ask(first.examples[0])
        load_s = time.perf_counter() - began
    if said != changed:
        raise BenchmarkError(f"stock answers {said!r} after the change")
    return Republished(first_s, train_s, load_s)


class Assistant:
    """The files of one, and its server."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port, self._url = folder, port, f"http://127.0.0.1:{port}"

    def write(self, entries: Sequence[Entry]) -> None:
        config = yaml.safe_load(_PIPELINE.read_text("utf-8"))
        config["policies"] = [{"name": "RulePolicy"}]
        greet = {"intent": "greet", "examples": "- 你好\n- 您好\n- 在吗\n- 早上好\n"}
        nlu = [
            greet,
            *(
                {"intent": f"faq/{each.name}", "examples": "".join(f"- {text}\n" for text in each.examples)}
                for each in entries
            ),
        ]
        domain = {
            "version": "3.1",
            "intents": ["greet", "faq", "nlu_fallback"],
            "responses": {
                "utter_default": [{"text": "没有听懂。"}],
                **{f"utter_faq/{each.name}": [{"text": each.answer}] for each in entries},
            },
            "actions": ["utter_faq"],
        }
        steps = [{"intent": "faq"}, {"action": "utter_faq"}]
        rules = {"version": "3.1", "rules": [{"rule": "answer", "steps": steps}]}
        self._put("config.yml", config)
        self._put("domain.yml", domain)
        self._put("data/nlu.yml", {"version": "3.1", "nlu": nlu})
        self._put("data/rules.yml", rules)

    def train(self, name: str, limit_s: float) -> float | None:
        """Seconds of `rasa train`; None when it was stopped at the limit."""
        argv = [RASA, "train", "--config", str(self._folder / "config.yml")]
        argv += ["--domain", str(self._folder / "domain.yml"), "--data", str(self._folder / "data")]
        argv += ["--out", str(self._folder / "models"), "--fixed-model-name", name]
        cache = {"RASA_CACHE_DIRECTORY": str(self._folder / "cache")}
        command = Command(argv, self._folder / f"{name}.log", cache)
        began = time.perf_counter()
        with running(command) as process:
            try:
                status = process.wait(limit_s)
            except subprocess.TimeoutExpired:
                return None
        if status != 0:
            raise failed(command)
        return time.perf_counter() - began

    def side(self, name: str) -> Side:
        argv = [RASA, "run", "--quiet", "--enable-api", "-i", "127.0.0.1", "-p", str(self._port)]
        credentials = self._put("credentials.yml", {"rest": None})
        argv += ["-m", str(self._model(name)), "--credentials", str(credentials)]
        command = Command(argv, self._folder / "server.log")
        return Side("stock", "rest", self._url, (command,), (f"{self._url}/status",))

    def load(self, name: str) -> None:
        self._call("PUT", "/model", {"model_file": str(self._model(name))})

    def ask(self, text: str) -> str:
        said = self._call("POST", "/webhooks/rest/webhook", {"sender": "editor", "message": text})
        return "\n".join(each.get("text", "") for each in json.loads(said))

    def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> bytes:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self._url}{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=_ANSWER_WITHIN_S) as response:
            return bytes(response.read())

    def _model(self, name: str) -> Path:
        return self._folder / "models" / f"{name}.tar.gz"

    def _put(self, name: str, content: object) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path
