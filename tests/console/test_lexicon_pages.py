"""同义词 over HTTP, with its effect worked out over real answers and the index of everybody changed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.nlu.concepts import concepts
from bot.nlu.knowledge import knowledge_base

HERE = "/staff/lexicon"


pytestmark = pytest.mark.usefixtures("words_at_once")


def wait_for(word: str) -> bool:
    for _ in range(200):
        knowledge_base.current()
        if concepts().find(word):
            return True
        time.sleep(0.02)
    return False


def test_a_word_of_citizens_becomes_live_by_two_people(house: Any, clerk: Any) -> None:
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    assert "暂住证" in lin.open(HERE, q="居住证")
    page = lin.open(f"{HERE}/group", official="居住证")
    words = page.split('name="words"')[1].split(">", 1)[1].split("</textarea>")[0]
    answer = lin.send(f"{HERE}/propose", official="居住证", known="1", words=words + "\n飘飘卡", op="change")
    assert answer.status_code == 303
    change = answer.headers["location"]
    page = lin.open(change)
    assert "<ins>飘飘卡</ins>" in page and "要由另一个人审核" in page and "重放" in page
    assert lin.send(f"{change}/approve").status_code == 403
    assert not concepts().find("飘飘卡")
    chen.open(change)
    assert "马上" in chen.open(change) and "已通过" in chen.do(f"{change}/approve")
    assert wait_for("飘飘卡")
    assert "飘飘卡" in lin.client.get(f"{HERE}/export").text
    assert "飘飘卡" in lin.open(HERE, q="飘飘卡") and "在用" in lin.open(HERE)


def test_what_is_refused_stays_in_the_form(house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    lin.open(f"{HERE}/group")
    answer = lin.send(f"{HERE}/propose", official="灯会预约", words="看 灯", op="change")
    assert answer.status_code == 400 and "空格" in answer.text and "看 灯" in answer.text
    assert 'aria-describedby="h-words e-words" aria-invalid="true"' in answer.text
    assert "请写上" in lin.send(f"{HERE}/propose", official="灯会预约", words="", op="change").text
    assert "没有“无此组”" in lin.open(f"{HERE}/group", 400, official="无此组")
    assert "没有这一次修改" in lin.open(f"{HERE}/change/99", 400)
    assert "空格" not in lin.open(HERE)


def test_who_may(house: Any, clerk: Any) -> None:
    part = clerk("part", "编辑", departments=("ga-hz",))
    part.open(HERE)
    assert part.send(f"{HERE}/propose", official="灯会预约", words="看灯会", op="change").status_code == 403
    assert clerk("wang", "办事").client.get(HERE).status_code == 403
