from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.services.catalogue.guangdong import import_lines
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import get_item, item_names
from bot.services.catalogue.upsert import CatalogueImportError
from tests.services.catalogue_sample import REGION, TODAY, document, sessions, write

ROW: dict[str, Any] = {
    "item": "渡口设立审批",
    "region": "广东省",
    "department": "广东省交通运输厅",
    "conditions": "符合\n规划",
    "materials": ["申请书", " "],
    "time_limit": "7(工作日)",
    "place": "办理地点：广州市政和路1号5楼<房号>室、<房号>室",
    "themes": ["交通出行", "其他"],
    "audience": ["自然人", "企业法人", "非法人企业", "其他组织"],
    "item_type": "行政许可",
}


def lines(path: Path, *rows: Any) -> Path:
    text = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_imported_once_and_say_only_what_is_known(tmp_path: Path) -> None:
    new = sessions(tmp_path)
    path = lines(tmp_path / "guangdong_items.jsonl", ROW, {**ROW, "item": "渡口撤销审批", "time_limit": "无"})
    with new() as session:
        assert import_lines(session, path).added == 2
    with new() as session:
        again = import_lines(session, path)
        assert (again.unchanged, again.has_changes) == (2, False)
        name = item_names(session, TODAY)[0]
        view = get_item(session, name.code, TODAY)
    assert name.origin == "guangdong_items" and view is not None
    assert view.accept_condition == ("符合 规划",)
    assert [material.name for material in view.materials] == ["申请书"]
    assert view.materials[0].need_label == ""
    assert (view.promise_days, view.promise_day_type, view.anticipate_days) == (7, "工作日", None)
    assert view.windows[0].address == "广州市政和路1号5楼"
    assert view.audience == ("1", "2", "6")
    assert view.topics == ("交通出行",)
    assert view.is_fee is None


def test_an_item_without_a_window_says_so(tmp_path: Path) -> None:
    new = sessions(tmp_path)
    with new() as session:
        import_lines(session, lines(tmp_path / "a.jsonl", {**ROW, "place": "无线下办理窗口"}))
        view = get_item(session, item_names(session, TODAY)[0].code, TODAY)
    assert view is not None
    assert (view.windows, view.handle_forms, view.special) == ((), (), ("无线下办理窗口。",))


def test_bad_rows_are_named_by_line_and_left_out(tmp_path: Path) -> None:
    bad: list[Any] = [
        "{",
        "[]",
        "null",
        {**ROW, "item": ""},
        {**ROW, "item": 5},
        {**ROW, "region": "火星"},
        {**ROW, "item_type": "许可证"},
        {**ROW, "time_limit": "很快"},
        {**ROW, "materials": "申请书"},
        {**ROW, "item": "隐藏\u202e字符"},
        "[" * 5000,
        "1e999",
    ]
    new = sessions(tmp_path)
    with new() as session:
        report = import_lines(session, lines(tmp_path / "a.jsonl", *bad, ROW, ROW))
    assert report.added == 1
    assert [line.split("：")[0] for line in report.skipped] == [
        *(f"第{n}行" for n in range(1, len(bad) + 1)),
        f"第{len(bad) + 2}行",
    ]


def test_a_file_without_one_good_row_withdraws_nothing(tmp_path: Path) -> None:
    new = sessions(tmp_path)
    with new() as session:
        import_lines(session, lines(tmp_path / "a.jsonl", ROW))
    with new() as session, pytest.raises(CatalogueImportError, match="没有可以导入的行"):
        import_lines(session, lines(tmp_path / "a.jsonl", ""))
    with new() as session:
        assert len(item_names(session, TODAY)) == 1


def test_the_city_and_an_import_leave_each_other_alone(tmp_path: Path) -> None:
    new = sessions(tmp_path)
    write(tmp_path / "catalogue", document())
    path = lines(tmp_path / "a.jsonl", ROW)
    for _ in range(2):
        with new() as session:
            assert import_lines(session, path).withdrawn == 0
            assert load_dir(session, tmp_path / "catalogue", *REGION, today=TODAY).withdrawn == 0
    with new() as session:
        assert [name.origin for name in item_names(session, TODAY)] == ["city", "city", "a"]
