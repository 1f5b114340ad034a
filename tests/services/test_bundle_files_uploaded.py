"""An upload within a 一件事: it answers one item's field and goes with that item's case."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Application, ApplicationMaterial, Upload
from bot.evaluation.sample_files import jpeg
from bot.services.applications import drafts, filing
from bot.services.catalogue.load import load_dir
from bot.services.uploads import keep
from bot.services.uploads.inspect import Inspected
from bot.settings import ROOT, get_settings
from tests.services.city import CONVERSATION, ID_NUMBER, NOW

BUNDLE = """
title: 租房一件事
aliases: [租房子, 出租房子]
audience: [房东]
lead: zj
summary: 租赁备案和公积金提取一次填报。
by_law: [{title: 国务院关于进一步优化政务服务提升行政效能推动“高效办成一件事”的指导意见, doc_no: 国发〔2024〕3号}]
checked_on: "2026-11-29"
shared:
  - {key: name, label: 姓名, input: name, personal: true}
  - {key: id_number, label: 公民身份号码, input: id_number, personal: true}
  - {key: mobile, label: 手机号码, input: mobile, personal: true}
  - {key: address, label: 房屋地址, input: address, personal: true}
consent: {purpose: 为了一次办理, otherwise: 请到窗口办理}
items:
  - item: zj-lease-record
    same: {name: name, id_number: id_number, mobile: mobile, address: address}
  - item: rs-flexible-insurance
    same: {name: name, id_number: id_number, mobile: mobile, address: address}
"""
SAID = {
    "p1_signed": "是",
    "p1_who": "出租人",
    "p2_adult": "满了",
    "p2_employed": "没有单位",
    "p2_pension": "没有",
    "consent": "同意",
    "name": "张三",
    "id_number": ID_NUMBER,
    "mobile": "13800138000",
    "address": "云江市江滨区幸福路18号3栋502室",
    "p1_other_party": "李四",
    "p1_use": "商业办公",
    "p1_start_on": "2026年1月1日",
    "p1_end_on": "2027年1月1日",
    "p1_rent": "2500",
    "p1_consent_file": "跳过",
    "p2_kind": "骑手",
    "p2_insurance": "只参加医疗",
    "p2_start_on": "2026年12月1日",
}


@pytest.fixture
def city(tmp_path: Path, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("ZHENGWEN_FILES_DIR", str(tmp_path / "files"))
    get_settings.cache_clear()
    catalogue = Path(shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "catalogue"))
    (catalogue / "bundles" / "bundle-lease.yml").write_text(BUNDLE, encoding="utf-8")
    load_dir(session, catalogue, "990100", "云江市")
    session.commit()
    yield session
    get_settings.cache_clear()


def test_the_file_goes_with_the_item_that_asked_for_it(city: Session) -> None:
    draft_id = drafts.open_draft(
        city, conversation_id=CONVERSATION, item_code="bundle-lease", opening_key="k", now=NOW
    ).id
    kept = keep.add(city, CONVERSATION, Inspected(jpeg(), "image/jpeg"), NOW)
    while (step := drafts.current_step(city, draft_id)).kind != "review":
        said = kept.file_id if step.key == "p1_contract_file" else SAID[step.key]
        result = drafts.answer(city, draft_id, said, NOW)
        assert result.kind in ("next", "review"), (step.key, result)
    filing.file(city, draft_id, NOW)
    city.commit()
    lease = city.scalars(select(Application).where(Application.item_code == "zj-lease-record")).one()
    assert lease.parent_id == draft_id
    upload = city.scalars(select(Upload)).one()
    city.refresh(upload)
    assert upload.application_id == lease.id and keep.is_bound(city, upload.file_id, lease.id)
    material = city.scalars(
        select(ApplicationMaterial).where(ApplicationMaterial.file_id == upload.file_id)
    ).one()
    assert (material.application_id, material.get_type, material.is_received) == (lease.id, "2", True)
