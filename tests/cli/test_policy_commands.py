"""`python -m bot policy …` as people run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.services import yaml_text
from tests.cli.test_content_commands import run
from tests.services.policy_sample import PRINTED, TITLE, body

assert run  # the fixture

URL = ("--url", "https://www.yunjiang.example/quan")


@pytest.fixture
def ready(run: Any) -> Any:
    assert run("db", "upgrade")[0] == 0
    return run


def test_a_text_is_imported_listed_and_shown(ready: Any, tmp_path: Path) -> None:
    file = tmp_path / "办法.txt"
    file.write_bytes(PRINTED.encode("gb18030"))
    assert ready("policy", "list") == (0, "还没有政策文件\n")
    code, text = ready("policy", "import", file, *URL, "--yes", "--complete")
    assert code == 0 and "新增1" in text
    assert "未变1" in ready("policy", "import", file, *URL, "--yes", "--complete")[1]
    [row] = json.loads(ready("policy", "list", "--json")[1])["policies"]
    assert (row["title"], row["number"], row["articles"], row["state"], row["complete"]) == (
        TITLE,
        "云江市人民政府令第7号",
        7,
        "现行有效",
        True,
    )
    assert "处二百元罚款" in ready("policy", "show", "犬只", "第4条")[1]
    assert ready("policy", "show", "犬只", "第九条")[0] == 1
    assert ready("policy", "show", "养猫")[0] == 1


def test_what_was_guessed_has_to_be_confirmed(ready: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(PRINTED, encoding="utf-8")
    code, text = ready("policy", "import", file, *URL)
    assert code == 1 and "从文件读出的施行日期：2024-05-01" in text and "没有导入" in text
    assert ready("policy", "list")[1] == "还没有政策文件\n"


def test_what_cannot_be_imported_says_why(ready: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_text(PRINTED, encoding="utf-8")
    code, text = ready("policy", "import", file, *URL, "--yes")
    assert code == 1 and "内容却是纯文本" in text
    code, text = ready("policy", "import", tmp_path / "none.txt")
    assert code == 1 and "找不到文件" in text
    (tmp_path / "b.txt").write_text(PRINTED, encoding="utf-8")
    code, text = ready("policy", "import", tmp_path / "b.txt", "--yes")
    assert code == 1 and "没有找到官方网址" in text
    assert ready("policy", "import")[0] == 2


def test_yaml_is_checked_and_imported(ready: Any, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    assert ready("policy", "import", folder)[0] == 1
    (folder / "a.yml").write_text(yaml_text.dump(body()), encoding="utf-8")
    assert ready("policy", "check", "--dir", folder)[0] == 0
    assert json.loads(ready("policy", "import", folder, "--json")[1])["added"] == 1
    (folder / "b.yml").write_text("title: 甲", encoding="utf-8")
    code, text = ready("policy", "check", "--dir", folder, "--json")
    assert code == 1 and json.loads(text)["findings"][0]["file"] == "b.yml"
    assert ready("policy", "import", folder / "b.yml")[0] == 1


def test_a_question_is_tried_and_a_repealed_rule_quoted_no_more(ready: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text(yaml_text.dump(body()), encoding="utf-8")
    assert ready("policy", "try", "养狗要上户口吗")[1].startswith("没有把握")
    assert ready("policy", "import", file)[0] == 0
    assert "【政策原文】《云江市犬只登记办法》" in ready("policy", "try", "养狗要上户口吗")[1]
    cited = json.loads(ready("policy", "try", "犬只登记办法第4条", "--json")[1])
    assert cited["candidates"] == [{"title": TITLE, "no": "第四条", "score": 1.0}]
    assert "处二百元罚款" in cited["quoted"]
    assert json.loads(ready("policy", "try", "今天天气", "--json")[1])["quoted"] is None
    assert ready("policy", "repeal", TITLE, "--on", "明天")[0] == 2
    assert ready("policy", "repeal", "养猫办法", "--on", "2026-11-01")[0] == 1
    assert ready("policy", "repeal", TITLE, "--on", "2026-11-01")[0] == 0
    assert "已废止" in ready("policy", "list")[1]
    assert ready("policy", "try", "养狗要上户口吗")[1].startswith("没有把握")
