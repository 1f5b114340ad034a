"""What `catalogue check` says about a bundle that does not fit its items and their forms."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Bundle
from bot.services.bundles.query import composed_form
from bot.services.catalogue.check import check_dir
from bot.services.catalogue.load import load_dir
from bot.services.forms.steps import walk
from bot.settings import ROOT

SHIPPED = ROOT / "data" / "catalogue"
NEWBORN = "bundles/bundle-newborn.yml"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "catalogue"))


def change(catalogue: Path, before: str, after: str, name: str = NEWBORN) -> None:
    path = catalogue / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("lead: wj", "lead: nobody", "没有部门“nobody”"),
        ("item: wj-childcare-subsidy", "item: wj-nothing", "没有事项“wj-nothing”"),
        ('{key: insure, in: ["yes"]}', "{key: insure, in: [maybe]}", "应当引用 questions"),
        ("relation: who", "relations: who", "申请表里没有“relations”"),
        ("relation: who", "relation: nobody", "没有“nobody”"),
        ("baby_name: baby_name", "baby_name: born_on", "input 应当是 name"),
        ("given: {state: born}", "given: {state: unborn}", "没有“unborn”这个选项"),
        ("given: {state: born}", "given: {state: none}", "不能申请的答案"),
        ("    when: 给孩子参加居民医保的\n", "", "要么都有，要么都没有"),
        ("first: true", "frist: true", "不认识的字段"),
        ("title: 新生儿出生一件事\n", "", "缺少这个字段"),
        ("添了孩子", "退休", "已属于"),
        ("same: {spouse_name: name, ", "needs: [rs-retire]\n    same: {spouse_name: name, ", "其他事项"),
    ],
)
def test_what_does_not_fit_is_named(catalogue: Path, before: str, after: str, said: str) -> None:
    change(catalogue, before, after)
    found = "\n".join(map(str, check_dir(catalogue)))
    assert "bundle" in found and said in found


def test_a_file_called_otherwise_and_one_that_is_no_yaml(catalogue: Path) -> None:
    (catalogue / "bundles" / "newborn.yml").write_bytes((catalogue / NEWBORN).read_bytes())
    (catalogue / "bundles" / "bundle-x.yml").write_text("- 1", encoding="utf-8")
    (catalogue / "bundles" / "bundle-y.yml").write_text("a: &x 1", encoding="utf-8")
    found = "\n".join(map(str, check_dir(catalogue)))
    assert "bundle- 开头" in found and "字段: 值" in found and "锚点" in found


def test_a_changed_form_of_an_item_is_a_new_version_of_the_bundle(catalogue: Path, session: Session) -> None:
    load_dir(session, catalogue, "990100", "云江市")
    assert load_dir(session, catalogue, "990100", "云江市").bundles == 0
    change(catalogue, "label: 婴儿性别", "label: 宝宝性别", "forms/hz-birth-registration.yml")
    assert load_dir(session, catalogue, "990100", "云江市").bundles == 1
    rows = session.query(Bundle).filter_by(code="bundle-newborn").all()
    assert sorted((row.version, row.is_active) for row in rows) == [(1, False), (2, True)]
    labels = [
        {step.label for step in walk(form, {"who": "father"})}
        for version in (1, 2)
        if (form := composed_form(session, "bundle-newborn", version)) is not None
    ]
    assert "婴儿性别" in labels[0] and "宝宝性别" in labels[1]


def test_a_bundle_that_is_gone_is_not_offered_any_more(catalogue: Path, session: Session) -> None:
    load_dir(session, catalogue, "990100", "云江市")
    (catalogue / NEWBORN).unlink()
    load_dir(session, catalogue, "990100", "云江市")
    assert composed_form(session, "bundle-newborn", None) is None
    assert composed_form(session, "bundle-newborn", 1) is not None  # for the drafts begun with it
