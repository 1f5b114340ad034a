"""训练数据 over HTTP; the process that trains is somebody else's test (tests/browser/test_console_training.py)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from bot.assistant.model import software
from bot.console.training import models, run
from bot.console.training.shared import shipped
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.services.training import runs

HERE = "/staff/training"
GREET = f"{HERE}/intent/greet"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Runs whose process would have been started."""
    found: list[int] = []
    monkeypatch.setattr(models, "start", found.append)
    return found


def examples(page: str) -> str:
    return re.search(r'<textarea id="examples"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]  # type: ignore[index]


def figures(f1: float, accuracy: float) -> dict[str, Any]:
    row = {"n": 50, "precision": 0.5, "recall": 0.25, "f1": f1}
    return {
        "n": 100,
        "accuracy": accuracy,
        "macro_f1": accuracy,
        "intents": {"greet": row},
        "confusions": [["greet", "thanks", 7]],
        "wrong": [["嗨你好", "greet", "thanks"]],
        "digest": "d",
    }


def finish(number: int, worse: bool = False) -> None:
    report: dict[str, Any] = {
        "now": figures(0.33, 0.9), "before": figures(0.5, 0.8), "golden": 1, "asked": 2, "impact_total": 1,
        "worse": [{"question": "居住证要钱吗", "before": "答事项：居住证", "after": "没听懂"}] if worse else [],
        "impact": [{"question": "早", "times": 3, "before": "没听懂", "after": "问好"}],
    }  # fmt: skip
    with write_session() as session:
        runs.finish(session, number, runs.READY, report, runs.Stored(b"model", "signed"), utc_now())


def test_from_an_example_to_a_model_in_use_and_back(house: Any, clerk: Any, started: list[int]) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    page = lin.open(GREET)
    assert "没有量过" in page
    said = lin.do(f"{GREET}/save", version="0", examples=examples(page) + "\n- 早啊朋友")
    assert "草稿" in said and "早啊朋友" in lin.open(GREET)
    assert "1 个意图有草稿" in lin.open(HERE)
    assert "助手照常回答" in lin.do(f"{HERE}/train")
    (number,) = started
    run = f"{HERE}/run/{number}"
    assert "准备例句" in chen.open(run) and "data-poll" in chen.open(f"{run}/progress")
    assert "正在训练" in chen.do(f"{HERE}/train")
    finish(number)
    page = chen.open(run)
    assert "80.0%" in page and "90.0%" in page and "变差" in page and "没听懂" in page and "问好" in page
    assert "要由另一个人启用" in lin.open(run)
    assert lin.send(f"{run}/activate").status_code == 403
    assert "已启用" in chen.do(f"{run}/activate")
    page = lin.open(HERE)
    assert "正在使用" in page and "没有草稿" in page and "认成了" in page and "感谢" in page
    assert "嗨你好" in lin.open(GREET) and "早啊朋友" in examples(lin.open(GREET))
    chen.open(HERE)
    assert "随软件附带" in chen.do(f"{HERE}/shipped")
    assert "早啊朋友" not in examples(lin.open(GREET))
    assert "取回" in lin.do(f"{run}/take-back") and "早啊朋友" in examples(lin.open(GREET))
    answer = lin.client.get(f"{HERE}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert (
            archive.namelist() == ["smalltalk.yml"] and "早啊朋友" in archive.read("smalltalk.yml").decode()
        )
    chen.open(HERE)
    assert "已启用" in chen.do(f"{run}/activate")  # it was in use before


def test_what_cannot_be_trained_is_said_and_nothing_typed_is_lost(
    house: Any, clerk: Any, started: list[int]
) -> None:
    lin, zhou = clerk("lin", "编辑"), clerk("zhou", "编辑")
    lin.open(GREET)
    answer = lin.send(f"{GREET}/save", version="0", examples="你好\n您好\n[你好](x)\n谢谢")
    assert answer.status_code == 400 and "方括号" in answer.text and "已经是 thanks" in answer.text
    assert "[你好](x)" in answer.text and 'aria-invalid="true"' in answer.text
    lin.do(f"{GREET}/save", version="0", examples="你好\n您好\n早安呀")
    zhou.open(GREET)
    answer = zhou.send(f"{GREET}/save", version="0", examples="你好\n您好\n晚安呀")
    assert answer.status_code == 409 and "<del>早安呀" in answer.text and "晚安呀" in answer.text
    assert "已保存" in zhou.do(f"{GREET}/save", version="1", examples="你好\n您好\n晚安呀")
    assert "没有意图" in lin.open(f"{HERE}/intent/nothing", 400)
    assert "没有这一次训练" in lin.open(f"{HERE}/run/99", 400)
    assert lin.send(f"{GREET}/save", version="2", examples="好" * 200_001).status_code == 413
    assert "已放弃" in lin.do(f"{GREET}/discard", version="2")


def test_a_model_that_answers_golden_questions_worse_is_not_let_into_use(house: Any, clerk: Any) -> None:
    with write_session() as session:
        number = runs.begin(session, "staff:lin", True, shipped(), software(), utc_now())
    finish(number, worse=True)
    chen = clerk("chen", "审核")
    page = chen.open(f"{HERE}/run/{number}")
    assert "居住证要钱吗" in page and "不能启用" in page and "启用这一版" not in page
    assert "必答问题会变差" in chen.do(f"{HERE}/run/{number}/activate")


def test_a_model_of_older_software_has_to_be_trained_anew(
    house: Any, clerk: Any, started: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with write_session() as session:
        number = runs.begin(session, "staff:lin", True, shipped(), "older", utc_now())
    finish(number)
    chen = clerk("chen", "审核")
    assert "请重新训练" in chen.open(f"{HERE}/run/{number}")
    assert "请重新训练" in chen.do(f"{HERE}/run/{number}/activate")
    with read_session() as session:
        assert runs.active(session) is None
    assert software() == software()


def test_who_may(house: Any, clerk: Any, started: list[int]) -> None:
    fen, part = clerk("fen", "分析"), clerk("part", "编辑", departments=("ga-hz",))
    assert "训练新模型" not in fen.open(HERE) and fen.send(f"{HERE}/train").status_code == 403
    assert "readonly" in part.open(GREET)
    assert part.send(f"{GREET}/save", version="0", examples="a").status_code == 403
    assert clerk("wang", "办事").client.get(HERE).status_code == 403
    assert started == []


def test_a_training_gives_way_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service manager may forbid the call, and did: no model could be trained under it."""
    asked: list[int] = []
    monkeypatch.setattr(run.os, "nice", asked.append)
    run.give_way()

    def forbidden(_: int) -> int:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(run.os, "nice", forbidden)
    run.give_way()
    assert asked == [10]
