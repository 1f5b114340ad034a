"""部门和窗口 over HTTP: written, checked beside the field, approved by somebody else, answered at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.db.models import Department
from bot.db.session import read_session, write_session
from bot.nlu import knowledge
from bot.nlu.knowledge import knowledge_base
from bot.services.answers.department import describe
from bot.services.catalogue import cache
from tests.console.test_catalogue_pages import Fields

HERE = "/staff/departments"
PLACE = f"{HERE}/ga-hz"
HOURS = "place.department.local.hours"


def edit(clerk: Any, path: str = PLACE, op: str = "", save: str = "save", **values: Any) -> str:
    """Opens the page, changes fields, presses a button: the page after."""
    fields = Fields(clerk.client.get(path).text).values | values
    clerk.open(path)
    if op:
        fields["op"] = op
    answer = clerk.send(f"{path}/{save}", **{k: v for k, v in fields.items() if k != "csrf"})
    assert answer.status_code == 303, (answer.status_code, answer.text[:800])
    return str(clerk.open(answer.headers["location"].split("#")[0]))


def said() -> str:
    with read_session() as session:
        answer = describe(session, "ga-hz", ("hours", "where"))
    assert answer is not None
    return answer.text


def test_new_hours_are_answered_when_a_second_person_has_approved_them(
    house: Any, clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge, "_CHECK_EVERY_S", 0.0)
    lin, chen = clerk("lin", "编辑"), clerk("chen", "审核")
    monkeypatch.setattr(cache, "FRESH_FOR_S", 0.0)
    items = cache.ItemCache()  # another replica, which has read the old hours
    window = items.get("hz-permit").windows[0]  # type: ignore[union-attr]
    before = knowledge_base.current()
    page = edit(lin, **{HOURS: "周一至周日 8:00-20:00", "place.windows[0].hours": "周一至周日 8:00-12:00"})
    assert "和现在的不同" in page and "<ins>" in page and "8:00-20:00" not in said()
    page = edit(lin, save="submit", words="延长服务")
    assert "已提交" in page and "待审核" in lin.open(HERE)
    assert lin.send(f"{PLACE}/approve", version="2").status_code == 403
    assert "等着审核的部门" in chen.open("/staff/") and "等着审核的部门" not in lin.open("/staff/")
    page = chen.open(f"{PLACE}/review")
    assert "延长服务" in page and "通过，马上生效" in page
    version = page.split('name="version" value="')[1].split('"')[0]
    assert "已通过" in chen.do(f"{PLACE}/approve", version=version)
    assert "8:00-20:00" in said()
    now = items.get("hz-permit")
    assert now is not None and now.windows[0].hours == "周一至周日 8:00-12:00" != window.hours
    for _ in range(500):
        if knowledge_base.current() is not before:
            break
        time.sleep(0.02)
    assert knowledge_base.current() is not before
    history = lin.open(f"{PLACE}/history")
    assert "原版" in history and "通过" in history
    assert "已恢复为草稿" in lin.do(f"{PLACE}/restore", sequence="1")


def test_a_window_is_added_and_its_faults_stand_beside_it(house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    page = edit(lin, op="add:place.windows")
    assert "窗口 2" in page and "要改好这" not in page.split("检查")[0]
    row = "place.windows[1]"
    page = edit(lin, **{f"{row}.name": "东区大厅", f"{row}.code": "hz-center", f"{row}.hours": "随时"})
    assert f'data-path="{row}.code"' in page and f'data-path="{row}.address"' in page
    assert "不能预约" in page
    assert "还有要改的地方" in edit(lin, save="submit")
    part = lin.client.post(
        f"{PLACE}/help", data={"csrf": lin.csrf, **Fields(lin.client.get(PLACE).text).values}
    )
    assert part.status_code == 200 and "编码" in part.text
    page = edit(lin, op="drop:place.windows[0]", **{f"{row}.code": "hz-east"})
    assert "不能撤销" in page
    assert "已放弃" in lin.do(f"{PLACE}/discard", version=version_of(lin))


def version_of(clerk: Any) -> str:
    return str(Fields(clerk.client.get(PLACE).text).values["version"])


def test_two_people_at_one_department_lose_nothing(house: Any, clerk: Any) -> None:
    lin, zhou = clerk("lin", "编辑"), clerk("zhou", "编辑")
    stale = Fields(zhou.client.get(PLACE).text).values | {HOURS: "周的时间"}
    zhou.open(PLACE)
    edit(lin, **{HOURS: "林的时间"})
    stale.pop("csrf")
    answer = zhou.send(f"{PLACE}/save", **stale)
    assert answer.status_code == 409 and "lin刚刚保存了另一个版本" in answer.text
    assert "周的时间" in answer.text
    part = zhou.client.post(f"{PLACE}/save", data={"csrf": zhou.csrf, **stale}, headers={"x-part": "1"})
    assert part.status_code == 409 and "data-conflict" in part.text
    mine = Fields(answer.text).values
    mine.pop("csrf")
    assert zhou.send(f"{PLACE}/save", **mine).status_code == 303
    assert "周的时间" in lin.open(PLACE)


def test_who_may(house: Any, clerk: Any) -> None:
    row = {"name": "文旅局", "short_name": "文旅局", "dept_type": "1", "region_code": "990100"}
    with write_session() as session:
        session.add(Department(code="wl", origin="city", **row))
    other = clerk("other", "编辑", departments=("wl",))
    assert "ga-hz" not in other.open(HERE) and "新增部门" not in other.open(HERE)
    assert other.client.get(PLACE).status_code == 403
    assert other.send(f"{HERE}/new", name="文旅局", code="wl").status_code == 403
    assert clerk("wang", "办事").client.get(HERE).status_code == 403
    chen = clerk("chen", "审核")
    assert "disabled" in chen.open(PLACE)
    assert chen.send(f"{PLACE}/save", version="0").status_code == 403


def test_bad_input_is_answered_in_chinese(house: Any, clerk: Any) -> None:
    lin = clerk("lin", "编辑")
    lin.open(HERE)
    assert "小写字母" in lin.do(f"{HERE}/new", name="文旅局", code="文旅")
    assert "部门名称" in lin.do(f"{HERE}/new", name="", code="wl")
    assert "没有部门" in lin.open(f"{HERE}/nobody", 400)
    assert "没有部门" in lin.open(f"{HERE}/nobody/history", 400)
    assert lin.send(f"{PLACE}/save", version="x").status_code == 400
    assert lin.send(f"{PLACE}/save", version="0", op="up:nothing").status_code == 400
    assert lin.send("/staff/catalogue/hz-permit/place/save", version="0").status_code == 400
    assert "草稿已建立" in lin.do(f"{HERE}/new", name="文旅局", code="wl")
    assert "新增" in lin.open(HERE) and "文旅局" in lin.open(HERE)
