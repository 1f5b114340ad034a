"""The router finds the department, says why, and learns what staff confirm."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Department, RoutingModel, WorkOrder
from bot.services.catalogue.load import load_dir
from bot.services.routing import model, store
from bot.services.routing.features import clean
from bot.services.routing.material import seed_examples
from bot.services.routing.model import OtherLayout, Router
from bot.services.routing.store import RouterInUse, learn, propose
from bot.services.routing.train import TooFewExamples, train
from bot.settings import ROOT

SCHOOL = ["老师体罚学生", "学校乱收费", "幼儿园伙食差", "小学入学不公平", "老师在校外补课", "学校不放假"]
WAGES = ["老板拖欠工资", "公司不交社保", "工厂加班没有工资", "被公司辞退", "公司不签合同", "工地拖欠工资"]


@pytest.fixture(scope="module")
def router() -> Router:
    return train(SCHOOL + WAGES, ["jy"] * 6 + ["rs"] * 6)


@pytest.fixture(scope="module")
def city_router() -> Router:
    rows = seed_examples()
    return train([text for text, _ in rows], [label for _, label in rows])


@pytest.mark.parametrize(
    ("text", "label", "word"), [("学校的老师打人", "jy", "老师"), ("公司拖欠我的工资", "rs", "公司")]
)
def test_the_department_and_the_words_that_decided(router: Router, text: str, label: str, word: str) -> None:
    first, second = router.propose(text)
    assert (first.label, word in first.because) == (label, True)
    assert first.probability + second.probability == pytest.approx(1.0, abs=1e-5)
    assert first.probability > second.probability and second.because == ()


def test_it_is_the_same_after_it_was_kept(city_router: Router) -> None:
    again = Router.load(city_router.dump())
    for text in ("饭店后厨有老鼠", "医保报销太少", "驾照换证太慢"):
        assert again.propose(text) == city_router.propose(text)


def test_a_router_of_other_software_costs_proposals_not_the_complaint(
    router: Router, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add(RoutingModel(checksum="1", examples=12, confirmed=0, body=router.dump()))
    session.commit()
    in_use = RouterInUse()
    assert in_use.current(session) is not None
    monkeypatch.setattr(model, "LAYOUT", 2)
    newer = router.dump()
    monkeypatch.undo()
    with pytest.raises(OtherLayout):
        Router.load(newer)
    session.add(RoutingModel(checksum="2", examples=12, confirmed=0, body=newer))
    session.commit()
    monkeypatch.setattr(store, "_FRESH_FOR_S", 0.0)
    kept = in_use.current(session)
    assert kept is not None and kept.propose("公司拖欠我的工资")[0].label == "rs"  # the one before
    assert RouterInUse().current(session) is None  # a new process waits for `db seed`


def test_nothing_is_said_of_what_is_not_known(router: Router) -> None:
    assert router.propose("") == router.propose("zzz 😀") == []


@given(st.text(max_size=80))
def test_any_text_gets_chances_that_add_up(router: Router, text: str) -> None:
    proposals = router.propose(text)
    assert not proposals or sum(p.probability for p in proposals) == pytest.approx(1.0, abs=1e-4)
    assert all(word in clean(text) for p in proposals for word in p.because)


@pytest.mark.parametrize("labels", [["jy"] * 4, ["jy", "jy", "jy", "rs"]])
def test_too_little_to_learn_from_is_said(labels: list[str]) -> None:
    with pytest.raises(TooFewExamples, match="每个部门至少2条"):
        train(SCHOOL[:4], labels)


def test_every_department_has_seed_material() -> None:
    codes = {path.stem for path in (ROOT / "data" / "catalogue").glob("*.yml")}
    assert {label for _, label in seed_examples()} == codes


@pytest.fixture
def city(session: Session) -> Session:
    load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
    return session


def order(session: Session, text: str, department: str, **changes: Any) -> None:
    count = session.scalar(select(func.count()).select_from(WorkOrder))
    values = {
        "opening_key": f"k{count}",
        "order_no": f"n{count}",
        "order_type": "投诉",
        "title": "诉求",
        "content": text,
        "session_id": "web:x",
        "region_code": "990100",
        "state": "accepted",
        "department_code": department,
        **changes,
    }
    session.add(WorkOrder(**values))
    session.flush()


def test_it_learns_once_and_again_when_staff_confirm(city: Session) -> None:
    first = learn(city)
    assert not first.unchanged and first.confirmed == 0
    assert first.departments == city.scalar(select(func.count()).select_from(Department))
    assert learn(city).unchanged
    for number in range(6):
        order(city, f"无人机在公园上空飞得很低，第{number}次了", "ga-jg")
    order(city, "还没有人看过的诉求", "jy", state="pending")
    second = learn(city)
    assert (second.unchanged, second.confirmed) == (False, 6)
    assert city.scalar(select(func.count()).select_from(RoutingModel)) == 2
    assert propose(city, "有人在公园飞无人机")[0].label == "ga-jg"


def test_before_anything_is_trained_nothing_is_proposed(city: Session) -> None:
    assert RouterInUse().current(city) is None
    assert propose(city, "学校乱收费") == []


def test_at_most_three_and_one_of_the_first_two_is_mostly_right(city: Session) -> None:
    learn(city)
    asked = {
        "孩子在学校被老师打了": "jy",
        "老板欠我三个月工资": "rs",
        "公交车司机骂人": "jt",
        "门口天天有人违停": "ga-jg",
        "低保被取消了没有理由": "mz",
        "医保卡里的钱被盗刷": "yb",
        "超市卖过期牛奶": "sj",
        "商家不给开发票": "sw",
        "房产证一年都办不下来": "bdc",
        "公积金提取不到账": "gjj",
    }
    found = {text: [p.label for p in propose(city, text)] for text in asked}
    assert all(len(labels) <= 3 for labels in found.values())
    assert sum(label in found[text][:2] for text, label in asked.items()) >= 9, found
