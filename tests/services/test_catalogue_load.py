from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.models import FormDefinition, Material, ServiceItem
from bot.services.catalogue.export import export_dir
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import active_form, catalogue_version, get_item, item_names
from bot.services.catalogue.read import read_dir
from bot.services.catalogue.record import ImportReport
from bot.services.findings import CheckError
from tests.services.catalogue_sample import REGION, TODAY, document, sessions, write

FORM: dict[str, Any] = {"version": 1, "fields": [{"key": "address", "label": "地址", "input": "address"}]}


class Catalogue:
    """A folder and a database beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.session = folder / "catalogue", sessions(folder)
        self.doc = document()

    def load(self) -> ImportReport:
        write(self.folder, self.doc)
        with self.session() as session:
            return load_dir(session, self.folder, *REGION, today=TODAY)

    def version(self) -> str:
        with self.session() as session:
            return catalogue_version(session)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


def test_loading_twice_changes_nothing(catalogue: Catalogue) -> None:
    assert catalogue.version() == "0"
    assert catalogue.load().added == 2
    version = catalogue.version()
    again = catalogue.load()
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert catalogue.version() == version != "0"


def test_a_changed_item_gets_a_new_version_and_only_its_new_parts(catalogue: Catalogue) -> None:
    catalogue.load()
    version = catalogue.version()
    catalogue.doc["items"][0]["materials"][0]["name"] = "身份证"
    assert catalogue.load().changed == 1
    assert catalogue.version() != version
    with catalogue.session() as session:
        view = get_item(session, "hz-permit", TODAY)
        assert view is not None and view.task_version == 2
        assert [material.name for material in view.materials] == ["身份证"]
        assert session.scalar(select(func.count()).select_from(Material)) == 2


def test_a_department_that_moves_changes_the_version(catalogue: Catalogue) -> None:
    catalogue.load()
    version = catalogue.version()
    catalogue.doc["windows"][0]["address"] = "新地址2号"
    assert not catalogue.load().has_changes
    assert catalogue.version() != version


def test_an_item_that_is_gone_is_cancelled_and_can_come_back(catalogue: Catalogue) -> None:
    catalogue.load()
    gone = catalogue.doc["items"].pop()
    assert catalogue.load().withdrawn == 1
    with catalogue.session() as session:
        assert get_item(session, "hz-endorse", TODAY) is None
        assert [name.code for name in item_names(session, TODAY)] == ["hz-permit"]
        assert session.scalar(select(ServiceItem.task_state).where(ServiceItem.code == "hz-endorse")) == "3"
    assert catalogue.load().withdrawn == 0
    catalogue.doc["items"].append(gone)
    assert catalogue.load().changed == 1
    with catalogue.session() as session:
        assert get_item(session, "hz-endorse", TODAY) is not None


def test_a_bad_catalogue_changes_nothing(catalogue: Catalogue) -> None:
    catalogue.load()
    version = catalogue.version()
    catalogue.doc["items"][0]["summary"] = "改过的简介"
    catalogue.doc["items"][1]["task_type"] = "99"
    with pytest.raises(CheckError, match=r"A\.1"):
        catalogue.load()
    assert catalogue.version() == version


def test_an_item_is_read_with_everything_an_answer_needs(catalogue: Catalogue) -> None:
    catalogue.load()
    with catalogue.session() as session:
        view = get_item(session, "hz-permit", TODAY)
    assert view is not None
    assert view.department.short_name == "公安户政"
    assert view.task_type_label == "行政确认" and view.audience_labels == ("自然人",)
    assert view.fees[0].amount == Decimal("20.50")
    assert view.materials[0].need_label == "必要"
    assert (view.promise_days, view.anticipate_days) == (10, 15)
    assert view.windows[0].address == "政和路1号"
    assert str(view.by_law[0]) == "《居住证暂行条例》（国务院令第663号）第二条"
    assert view.source.checked_on == date(2026, 11, 20)


def test_an_item_outside_its_validity_is_not_served(catalogue: Catalogue) -> None:
    catalogue.doc["items"][0]["source"]["valid_to"] = "2026-12-31"
    catalogue.load()
    with catalogue.session() as session:
        assert get_item(session, "hz-permit", date(2026, 12, 31)) is not None
        assert get_item(session, "hz-permit", date(2027, 1, 1)) is None
        assert get_item(session, "hz-permit", date(2015, 12, 31)) is None
        assert len(item_names(session, date(2027, 1, 1))) == 1


def test_a_changed_form_is_a_new_version_and_the_old_one_stays(catalogue: Catalogue) -> None:
    forms = catalogue.folder / "forms"
    write(forms, FORM, "hz-permit.yml")
    assert catalogue.load().forms == 1
    assert catalogue.load().forms == 0
    version = catalogue.version()
    write(forms, {**FORM, "version": 2}, "hz-permit.yml")
    assert catalogue.load().forms == 1
    assert catalogue.version() != version
    with catalogue.session() as session:
        form = active_form(session, "hz-permit")
        assert form is not None and (form.version, form.body["version"]) == (2, 2)
        assert session.scalar(select(func.count()).select_from(FormDefinition)) == 2
        assert [name.has_form for name in item_names(session, TODAY)] == [True, False]
    (forms / "hz-permit.yml").unlink()
    assert catalogue.load().forms == 1
    with catalogue.session() as session:
        assert active_form(session, "hz-permit") is None


def test_the_export_reads_back_as_what_was_imported(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.load()
    with catalogue.session() as session:
        export_dir(session, tmp_path / "out")
    (before,), (after,) = read_dir(catalogue.folder), read_dir(tmp_path / "out")
    assert after.findings == []
    assert (after.department, after.windows, after.items) == (before.department, before.windows, before.items)
