"""事项维护 over HTTP: written, checked beside the field, approved by somebody else, exported."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.db.models import Department
from bot.db.session import read_session, write_session
from bot.services.catalogue.check import check_dir
from bot.services.catalogue.query import active_form, get_item

HERE = "/staff/catalogue"
NEW = f"{HERE}/hz-lost"


class Fields(HTMLParser):
    """What a browser would send of the editor's form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._at, self._area, self._select = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        got = dict(pairs)
        if tag == "form":
            self._at = got.get("id") == "entry"
        name = got.get("name") or ""
        if not self._at:
            return
        if tag == "input" and got.get("type") == "checkbox":
            if "checked" in got:
                self.values.setdefault(name, []).append(got.get("value") or "")
        elif tag == "input":
            self.values[name] = got.get("value") or ""
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in got or self._select not in self.values):
            self.values[self._select] = got.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select", "form"):
            self._area = self._select = ""
        self._at = self._at and tag != "form"


def edit(clerk: Any, path: str, op: str = "", save: str = "save", **values: Any) -> str:
    """Opens the page, changes fields (`a__b` is a.b), presses a button: the page after."""
    raw = clerk.client.get(path).text
    clerk.open(path)
    fields = Fields(raw).values | values
    if op:
        fields["op"] = op
    part = "form" if path.endswith("/form") else "item"
    answer = clerk.send(
        f"{path.removesuffix('/form')}/{part}/{save}", **{k: v for k, v in fields.items() if k != "csrf"}
    )
    assert answer.status_code == 303, (answer.status_code, answer.text[:800])
    return str(clerk.open(answer.headers["location"].split("#")[0]))


WRITTEN = {
    "item.aliases": "挂失居住证\n居住证丢了\n居住证不见了\n居住证遗失",
    "item.summary": "居住证丢了，先挂失再补领。",
    "item.accept_condition": "已经领取居住证",
    "item.who": "本人",
    "item.fees.is_fee": "0",
    "item.anticipate.explain": "当场办理",
    "item.source.url": "https://www.gov.cn",
    "item.local.windows": ["hz-center"],
}


@pytest.fixture
def written(house: Any, clerk: Any) -> Any:
    """A new item with everything it needs, in lin's draft."""
    lin = clerk("lin", "编辑")
    lin.open(HERE)
    lin.do(f"{HERE}/new", name="居住证挂失", code="hz-lost", department="ga-hz")
    for rows in ("by_law", "materials", "handle_flow", "handle_flow"):
        edit(lin, NEW, f"add:item.{rows}")
    more = {
        "item.by_law[0].title": "居住证暂行条例",
        "item.materials[0].name": "居民身份证",
        "item.handle_flow[0].name": "申请",
        "item.handle_flow[0].text": "说明情况",
        "item.handle_flow[1].name": "办结",
        "item.handle_flow[1].text": "当场挂失",
    }
    page = edit(lin, NEW, **WRITTEN, **more)
    assert "没有要改的，可以提交" in page, re.findall(r'data-words="[^"]*"', page)
    return lin


def build_form(lin: Any) -> None:
    form = f"{NEW}/form"
    edit(lin, form, "begin:form")
    edit(lin, form, "add:form.eligibility")
    edit(lin, form, "add:form.eligibility[0].refuse")
    edit(lin, form, "add:form.fields")
    edit(lin, form, "add:form.fields")
    values = {
        "form.eligibility[0].ask": "领过居住证吗？",
        "form.eligibility[0].refuse[0].when": "no",
        "form.eligibility[0].refuse[0].because": "没有领过的不用挂失。",
        "form.eligibility[0].refuse[0].basis.title": "居住证暂行条例",
        "form.eligibility[0].refuse[0].instead": "请先申领。",
        "form.fields[0].label": "丢失日期",
        "form.fields[0].input": "date",
        "form.fields[0].max": "today",
        "form.fields[0].message": "请填今天以前的日期。",
        "form.fields[1].label": "丢失地点",
    }
    assert "没有要改的" in edit(lin, form, **values)


def test_a_new_item_becomes_live_by_two_people(written: Any, clerk: Any) -> None:
    build_form(written)
    edit(written, f"{NEW}/form", "down:form.fields[0]")
    chen = clerk("chen", "审核")
    assert "等另一位同事" in edit(written, NEW, save="submit", words="新增")
    assert "丢失地点" in chen.open(f"{NEW}/review")
    assert written.client.get(f"{NEW}/review").status_code == 403
    version = re.search(r'name="version" value="(\d+)"', chen.open(f"{NEW}/review"))[1]  # type: ignore[index]
    assert "马上" in chen.open(f"{NEW}/review") and "已通过" in chen.do(f"{NEW}/approve", version=version)
    with read_session() as session:
        view, form = get_item(session, "hz-lost"), active_form(session, "hz-lost")
        assert view is not None and view.has_form and form is not None
        assert [each["label"] for each in form.body["fields"]] == ["丢失地点", "丢失日期"]
        assert form.body["fields"][1]["max"] == "today" and "help" not in form.body["fields"][1]
    assert "修订历史" in written.open(f"{NEW}/history") and "在用" in written.open(HERE, q="挂失")


def test_what_is_wrong_stands_beside_its_field(written: Any) -> None:
    page = edit(written, NEW, **{"item.materials[0].copies": "两份", "item.local.promise_days": "3"})
    assert 'id="e-item.materials[0].copies">应当是整数' in page
    assert 'id="f-item.materials[0].copies" name="item.materials[0].copies" aria-describedby' in page
    assert 'value="两份"' in page and "申请材料 1 · 复印件份数" in page
    page = edit(written, NEW, **{"item.materials[0].copies": "0"})
    assert "要写明是工作日还是自然日" in page
    assert "还有要改的地方" in edit(written, NEW, save="submit")


def test_the_reviewer_does_not_approve_an_own_change_nor_write(written: Any, clerk: Any) -> None:
    both = clerk("both", "编辑", "审核")
    edit(both, NEW, **{"item.who": "本人或者受托人"}, save="submit")
    page = both.open(f"{NEW}/review")
    assert "要由另一个人审核" in page
    version = re.search(r'name="version" value="(\d+)"', both.client.get(NEW).text)[1]  # type: ignore[index]
    assert "另一个人" in both.do(f"{NEW}/approve", version=version)
    chen = clerk("chen", "审核")
    assert chen.send(f"{NEW}/item/save", version=version).status_code == 403
    assert (
        "写明要改什么" in chen.do(f"{NEW}/return", version=version, words="")
        if chen.open(f"{NEW}/review")
        else False
    )
    assert "已退回" in chen.do(f"{NEW}/return", version=version, words="写清受托人要带什么")
    assert "审核退回：写清受托人要带什么" in written.open(NEW)


def test_two_people_at_one_item_lose_nothing(written: Any, clerk: Any) -> None:
    zhou = clerk("zhou", "编辑")
    raw = zhou.client.get(NEW).text
    zhou.open(NEW)
    edit(written, NEW, **{"item.who": "林的话"})
    mine = {k: v for k, v in Fields(raw).values.items() if k != "csrf"} | {"item.who": "周的话"}
    answer = zhou.send(f"{NEW}/item/save", **mine)
    assert answer.status_code == 409 and "周的话" in answer.text and "<del>林</del>" in answer.text
    part = zhou.client.post(f"{NEW}/item/save", data={"csrf": zhou.csrf, **mine}, headers={"X-Part": "1"})
    assert part.status_code == 409 and "data-over" in part.text
    fields = Fields(answer.text).values
    assert (
        zhou.send(f"{NEW}/item/save", **{k: v for k, v in fields.items() if k != "csrf"}).status_code == 303
    )
    assert "周的话" in written.open(NEW)


def test_the_preview_says_what_a_citizen_reads_and_files_nothing(written: Any) -> None:
    build_form(written)
    page = written.open(f"{NEW}/preview")
    assert "居民身份证" in page and "当场挂失" in page and "领过居住证吗？" in page
    page = written.send(f"{NEW}/preview", answers="{}", pick="否").text
    assert "请先申领" in page and "居住证暂行条例" in page
    page = written.send(f"{NEW}/preview", answers='{"e1": "yes"}', typed="明年").text
    assert "还要知道是几月" in page and "丢失日期" in page
    page = written.send(f"{NEW}/preview", answers='{"e1": "yes", "f1": "2026-01-02"}', typed="公交车上").text
    assert "请核对" in page and "公交车上" in page
    assert written.send(f"{NEW}/preview", answers="[[[", typed="x").status_code == 200


def test_only_the_departments_that_are_ones_own(written: Any, clerk: Any) -> None:
    with write_session() as session:
        tax = Department(
            code="sw", name="税务局", short_name="税务", dept_type="1", region_code="990100", origin="city"
        )
        session.add(tax)
    stranger = clerk("fang", "编辑", departments=("sw",))
    assert stranger.client.get(NEW).status_code == 403
    assert "居住证" not in stranger.open(HERE).split("<tbody>")[1]
    assert stranger.send(f"{HERE}/new", name="x", code="hz-x", department="ga-hz").status_code == 403


def test_the_download_is_the_catalogue_folder(written: Any, tmp_path: Path) -> None:
    answer = written.client.get(f"{HERE}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    assert check_dir(tmp_path) == [] and (tmp_path / "ga-hz.yml").is_file()


def test_bad_input_is_answered_in_chinese(written: Any) -> None:
    assert "没有事项" in written.open(f"{HERE}/nothing", 400)
    assert "编码" in written.do(f"{HERE}/new", name="x", code="坏 编码", department="ga-hz")
    assert "已经有了" in written.do(f"{HERE}/new", name="x", code="hz-lost", department="ga-hz")
    for op in (
        "up:item.materials[9]",
        "add:item.nowhere",
        "drop:item",
        "explode:item.materials[0]",
        "up:item.name",
    ):
        answer = written.send(f"{NEW}/item/save", version="99", op=op, **{"item.materials.count": "1"})
        assert answer.status_code == 400 and "刷新" in answer.text, op
    assert written.send(f"{NEW}/item/save", version="5", **{"item.materials.count": "999"}).status_code == 400
    assert written.send(f"{NEW}/other/save", version="5").status_code == 400
    assert "没有这一次修订" in written.do(f"{NEW}/restore", sequence="99")
