from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.catalogue.check import check_dir
from bot.services.catalogue.rules import longest_calendar_days
from tests.services.catalogue_sample import TODAY, document, write

Spoil = Callable[[dict[str, Any]], Any]


def first(doc: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = doc["items"][0]
    return found


def test_a_good_catalogue_has_no_findings(tmp_path: Path) -> None:
    assert check_dir(write(tmp_path, document()), TODAY) == []


@pytest.mark.parametrize(
    ("spoil", "field", "words"),
    [
        (lambda d: first(d).pop("who"), "who", "缺少"),
        (lambda d: first(d).update(colour="red"), "colour", "不认识"),
        (lambda d: first(d).update(task_type="99"), "task_type", "A.1"),
        (lambda d: first(d).update(use_level=4), "use_level", "引号"),
        (lambda d: first(d).update(audience=["7"]), "audience[0]", "A.4"),
        (lambda d: first(d).update(audience=[]), "audience", "至少"),
        (lambda d: first(d).update(project_type="3"), "project_type", "A.6"),
        (lambda d: first(d).update(handle_forms=["8"]), "handle_forms[0]", "A.5"),
        (lambda d: first(d).update(by_law=[]), "by_law", "至少"),
        (lambda d: first(d).update(name="居住 证\u200b"), "name", "不可见字符"),
        (lambda d: first(d)["aliases"].pop(), "aliases", "至少要有4个"),
        (lambda d: first(d)["aliases"].append("居住证 "), "aliases[4]", "空格"),
        (lambda d: first(d)["aliases"].append("居住証(证)"), "aliases[4]", "不能含有"),
        (lambda d: first(d)["aliases"].append("办·居住证"), "aliases[4]", "重复"),
        (lambda d: first(d)["materials"][0].update(need="3"), "materials", "必要材料"),
        (lambda d: first(d)["materials"][0].update(original=-1), "materials[0].original", "不能小于0"),
        (lambda d: first(d)["materials"][0].update(need="5"), "materials[0].need", "必要性"),
        (lambda d: first(d)["fees"].update(rows=[]), "fees.rows", "至少要有一条"),
        (lambda d: first(d)["fees"].update(is_fee=False), "fees.rows", "不收费"),
        (lambda d: first(d)["fees"].update(is_fee=None), "fees.explain", "咨询"),
        (lambda d: first(d)["fees"]["rows"][0].update(amount=0), "fees.rows", "都是0"),
        (lambda d: first(d)["fees"]["rows"][0].update(amount=25), "fees.rows[0].amount", "不一致"),
        (lambda d: first(d).update(project_type="1"), "project_type", "不是即办件"),
        (lambda d: first(d)["anticipate"].update(days=None, explain=""), "anticipate.explain", "说明"),
        (lambda d: first(d)["anticipate"].update(day_type=None), "anticipate.day_type", "工作日还是自然日"),
        (lambda d: first(d)["anticipate"].update(day_type="小时"), "anticipate.day_type", "只能是"),
        (lambda d: first(d)["local"].update(promise_days=16), "local.promise_days", "法定15自然日"),
        (
            lambda d: first(d)["local"].update(promise_days=12, day_type="工作日"),
            "local.promise_days",
            "法定",
        ),
        (lambda d: first(d)["local"].update(windows=["nowhere"]), "local.windows[0]", "没有窗口"),
        (lambda d: first(d)["local"].update(windows=[]), "local.windows", "窗口"),
        (lambda d: first(d)["local"].update(online_url=None), "local.online_url", "网办地址"),
        (lambda d: first(d)["local"].update(online_url="zwfw/x"), "local.online_url", "网址"),
        (lambda d: first(d).update(handle_forms=["1"]), "handle_forms", "可网办"),
        (lambda d: first(d).update(related=["nothing"]), "related[0]", "没有事项"),
        (lambda d: first(d).update(related=["hz-permit"]), "related", "自己"),
        (lambda d: first(d)["handle_flow"].pop(), "handle_flow", "至少要有2项"),
        (lambda d: first(d).update(special=["注意"] * 6), "special", "最多"),
        (lambda d: first(d)["source"].pop("checked_on"), "source.checked_on", "缺少"),
        (lambda d: first(d)["source"].update(checked_on="2026-11-24"), "source.checked_on", "晚于今天"),
        (lambda d: first(d)["source"].update(valid_to="2015-01-01"), "source.valid_to", "早于"),
        (lambda d: first(d)["source"].update(valid_from="2016-02-30"), "source.valid_from", "没有2016-02-30"),
        (lambda d: first(d)["source"].update(valid_from=date(2016, 1, 1)), "source.valid_from", "引号"),
    ],
)
def test_a_spoilt_item_is_named_with_file_item_and_field(
    tmp_path: Path, spoil: Spoil, field: str, words: str
) -> None:
    doc = document()
    spoil(doc)
    findings = check_dir(write(tmp_path, doc), TODAY)
    found = [f for f in findings if (f.file, f.item, f.field) == ("ga-hz.yml", "hz-permit", field)]
    assert found and words in found[0].message, findings


def test_an_alias_may_not_lead_to_two_items(tmp_path: Path) -> None:
    doc = document()
    doc["items"][1]["aliases"][0] = "居住证"
    (finding,) = check_dir(write(tmp_path, doc), TODAY)
    assert (finding.item, finding.field) == ("hz-endorse", "aliases[0]")
    assert "hz-permit" in finding.message


def test_codes_are_unique_over_all_files(tmp_path: Path) -> None:
    write(tmp_path, document())
    findings = check_dir(write(tmp_path, document(), "second.yml"), TODAY)
    fields = {finding.field for finding in findings if finding.file == "second.yml"}
    assert {"department.code", "windows.code", "code"} <= fields


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x\n", "锚点"),
        ("a: 1\na: 2\n", "重复"),
        ("a: [1\n", "格式错误"),
        ("a: !!python/object:os.system x\n", "标签"),
        ("- 1\n", "三部分"),
        ("", "三部分"),
        ("a: 2026-02-30\n", "无法识别"),
        ("department: 1\nitems: 3\n", "应当是"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding_and_no_exception(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    assert words in " ".join(str(finding) for finding in check_dir(tmp_path, TODAY))


def test_bytes_that_are_not_utf8_are_a_finding(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_bytes("部门".encode("gb18030"))
    assert "UTF-8" in check_dir(tmp_path, TODAY)[0].message


def test_a_form_without_an_item_is_found(tmp_path: Path) -> None:
    write(tmp_path, document())
    write(tmp_path / "forms", {"version": 1, "fields": []}, "nothing.yml")
    assert {f.file for f in check_dir(tmp_path, TODAY)} == {"forms/nothing.yml"}


@given(st.integers(1, 120), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_working_days_never_last_longer_than_assumed(days: int, start: date) -> None:
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    assert (day - start).days <= longest_calendar_days(days, "工作日")
