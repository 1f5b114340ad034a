"""The catalogue's editor: drafts checked as `catalogue check` does, approved by a second person, live at once, exported whole."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.db.base import utc_now
from bot.db.models import AuditLog, FormDefinition, ItemWork
from bot.services.catalogue.check import check_dir
from bot.services.catalogue.export import export_dir
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import active_form, catalogue_version, get_item, item_names
from bot.services.drafts.errors import Conflict, NotReady, WorkError
from bot.services.editing import history, listing, preview, review, work
from bot.services.editing.check import check
from bot.services.editing.desk import desk
from bot.services.editing.diff import changes
from tests.services.catalogue_sample import REGION, document, item, write

LIN, CHEN = "staff:lin", "staff:chen"
FORM: dict[str, Any] = {
    "version": 1,
    "eligibility": [
        {
            "key": "half_year",
            "ask": "住满半年了吗？",
            "input": "yes_no",
            "refuse": [
                {
                    "when": ["no"],
                    "because": "要住满半年。",
                    "basis": {"title": "居住证暂行条例", "doc_no": "", "article": "第二条", "url": None},
                    "instead": "住满以后再来。",
                }
            ],
        }
    ],
    "fields": [
        {"key": "stay", "label": "居住方式", "input": "choice", "options": [
            {"value": "rent", "title": "租房"}, {"value": "own", "title": "自有"}]},
        {"key": "lease", "label": "合同编号", "input": "text", "shown_if": {"key": "stay", "in": ["rent"]}},
    ],
}  # fmt: skip

Begin = Callable[[], Any]


@pytest.fixture
def begin(engine: Engine, tmp_path: Path) -> Begin:
    """`with begin() as session:` is one transaction on a city with two items."""
    return on(engine, tmp_path)


@pytest.fixture
def begin_both(both_engines: Engine, tmp_path: Path) -> Begin:
    """The same on either database: for what locks and versions."""
    return on(both_engines, tmp_path)


def on(engine: Engine, tmp_path: Path) -> Begin:
    factory = sessionmaker(engine, future=True, expire_on_commit=False)

    @contextmanager
    def new() -> Iterator[Session]:
        with factory.begin() as session:
            yield session

    with new() as session:
        load_dir(session, write(tmp_path / "catalogue", document()), *REGION)
    return new


def new_item(code: str = "hz-lost") -> dict[str, Any]:
    return item(code, "居住证挂失", ["挂失居住证", "居住证丢了", "居住证不见了", "居住证遗失"])


def write_new(begin: Begin, code: str = "hz-lost", form: Any = FORM) -> None:
    with begin() as session:
        work.create(session, code, "居住证挂失", "ga-hz", LIN, utc_now())
    with begin() as session:
        work.save(session, code, "item", new_item(code), 1, LIN, utc_now())
        work.save(session, code, "form", copy.deepcopy(form), 2, LIN, utc_now())


def approve(begin: Begin, code: str, by: str = CHEN) -> None:
    with begin() as session:
        version = desk(session, code).version
        work.submit(session, code, version, LIN, "新增", utc_now())
        review.approve(session, code, version, by, REGION, utc_now())


def test_a_new_item_is_live_when_a_second_person_has_approved_it(begin_both: Begin) -> None:
    write_new(begin_both)
    with begin_both() as session:
        assert "hz-lost" not in {name.code for name in item_names(session)}
        before = catalogue_version(session)
        with pytest.raises(WorkError, match="还没有提交"):
            review.approve(session, "hz-lost", 3, CHEN, REGION, utc_now())
    with begin_both() as session:
        work.submit(session, "hz-lost", 3, LIN, "新增", utc_now())
        with pytest.raises(WorkError, match="另一个人"):
            review.approve(session, "hz-lost", 3, LIN, REGION, utc_now())
    with begin_both() as session:
        review.approve(session, "hz-lost", 3, CHEN, REGION, utc_now())
    with begin_both() as session:
        view = get_item(session, "hz-lost")
        assert view is not None and view.has_form and view.windows[0].code == "hz-center"
        assert catalogue_version(session) != before
        assert session.scalars(select(ItemWork)).all() == []
        assert [row.action for row in history.revisions(session, "hz-lost")] == ["通过", "提交审核"]
        actions = list(session.scalars(select(AuditLog.action).order_by(AuditLog.id)))
        assert actions == ["catalogue.submit", "catalogue.approve"]


def test_a_changed_form_is_a_new_version_and_an_unchanged_one_is_not(begin: Begin) -> None:
    write_new(begin)
    approve(begin, "hz-lost")
    with begin() as session:
        found = desk(session, "hz-lost")
        body = {**found.body["item"], "summary": "证件丢了先挂失。"}
        work.save(session, "hz-lost", "item", body, 0, LIN, utc_now())
        assert [each.label for each in changes(found.body, desk(session, "hz-lost").body)] == ["简介"]
    approve(begin, "hz-lost")
    with begin() as session:
        view, form = get_item(session, "hz-lost"), active_form(session, "hz-lost")
        assert view is not None and view.summary == "证件丢了先挂失。" and view.task_version == 2
        assert form is not None and form.version == 1
        changed = copy.deepcopy(desk(session, "hz-lost").body["form"])
        changed["fields"].reverse()
        work.save(session, "hz-lost", "form", changed, 0, LIN, utc_now())
        paths = {
            each.field: each.message for each in check(session, "hz-lost", desk(session, "hz-lost").body)
        }
        assert (
            "shown_if 应当引用排在前面" in paths["form"]
        )  # the question stands before the one it depends on
        with pytest.raises(NotReady):
            work.submit(session, "hz-lost", 1, LIN, "", utc_now())
        changed["fields"][0].pop("shown_if")
        work.save(session, "hz-lost", "form", changed, 1, LIN, utc_now())
    approve(begin, "hz-lost")
    with begin() as session:
        form = active_form(session, "hz-lost")
        assert form is not None and form.version == 2
        assert session.scalars(select(FormDefinition.version).order_by("version")).all() == [1, 2]


def test_every_finding_names_its_field(begin: Begin) -> None:
    write_new(begin)
    with begin() as session:
        body = copy.deepcopy(desk(session, "hz-lost").body)
        body["item"]["aliases"][1] = "居住证"  # of another item
        body["item"]["materials"][0]["need"] = "2"
        body["item"]["fees"]["rows"][0]["amount"] = "二十"
        body["item"]["related"] = ["nothing"]
        body["item"]["local"]["windows"] = ["nowhere"]
        body["form"]["fields"][0]["options"] = []
        body["form"]["eligibility"][0]["refuse"][0]["instead"] = ""
        fields = {each.field: each.message for each in check(session, "hz-lost", body)}
        assert fields["item.fees.rows[0].amount"] == "应当是数字"
        assert fields["form.fields[0]"] == "choice 至少要有两个不同的 options"
        assert fields["form.eligibility[0].refuse[0].instead"] == "不能为空"
        body["item"]["fees"]["rows"][0]["amount"] = 20.5
        fields = {each.field: each.message for each in check(session, "hz-lost", body)}
        assert "已属于 hz-permit" in fields["item.aliases[1]"]
        assert "item.materials" in fields and "item.related[0]" in fields
        assert "没有窗口" in fields["item.local.windows[0]"]
        body = copy.deepcopy(desk(session, "hz-lost").body)
        body["form"]["fields"].append({"key": "photo", "label": "照片", "input": "file", "material": "相片"})
        fields = {each.field: each.message for each in check(session, "hz-lost", body)}
        assert fields == {"form.fields[2].material": "事项没有材料“相片”"}


def test_nobody_writes_over_somebody_else(begin: Begin) -> None:
    with begin() as session:
        body = desk(session, "hz-permit").body["item"]
        assert work.save(session, "hz-permit", "item", {**body, "summary": "甲"}, 0, LIN, utc_now()) == 1
        with pytest.raises(Conflict) as found:
            work.save(session, "hz-permit", "item", {**body, "summary": "乙"}, 0, CHEN, utc_now())
        assert (found.value.theirs["item"]["summary"], found.value.by, found.value.version) == ("甲", LIN, 1)


def test_what_was_imported_meanwhile_has_to_be_looked_at(begin: Begin, tmp_path: Path) -> None:
    with begin() as session:
        body = desk(session, "hz-permit").body["item"]
        work.save(session, "hz-permit", "item", {**body, "summary": "工作台"}, 0, LIN, utc_now())
        work.submit(session, "hz-permit", 1, LIN, "", utc_now())
    newer = document()
    newer["items"][0]["who"] = "本人或者受托人"
    with begin() as session:
        load_dir(session, write(tmp_path / "newer", newer), *REGION)
        assert desk(session, "hz-permit").outdated
        with pytest.raises(WorkError, match="又有了新内容"):
            review.approve(session, "hz-permit", 1, CHEN, REGION, utc_now())
        work.rebase(session, "hz-permit", 1, LIN, utc_now())
        assert not desk(session, "hz-permit").outdated


def test_withdrawing_takes_a_second_person_and_nobody_left_who_needs_it(begin_both: Begin) -> None:
    write_new(begin_both)
    with begin_both() as session:
        body = {**desk(session, "hz-lost").body["item"], "related": ["hz-permit"]}
        work.save(session, "hz-lost", "item", body, 3, LIN, utc_now())
    approve(begin_both, "hz-lost")
    with begin_both() as session:
        with pytest.raises(WorkError, match="居住证挂失”的相关事项"):
            work.ask_to_withdraw(session, "hz-permit", LIN, "停办", utc_now())
        work.ask_to_withdraw(session, "hz-lost", LIN, "停办", utc_now())
        with pytest.raises(WorkError, match="另一个人"):
            review.approve(session, "hz-lost", 1, LIN, REGION, utc_now())
        review.approve(session, "hz-lost", 1, CHEN, REGION, utc_now())
        assert get_item(session, "hz-lost") is None
        assert listing.listed(session, state="withdrawn")[0][0].code == "hz-lost"
        work.restore(session, "hz-lost", 1, LIN, utc_now())
    approve(begin_both, "hz-lost")
    with begin_both() as session:
        assert get_item(session, "hz-lost") is not None


def test_the_export_is_the_catalogue_and_the_files_do_not_undo_the_console(
    begin: Begin, tmp_path: Path
) -> None:
    write_new(begin)
    approve(begin, "hz-lost")
    with begin() as session:
        export_dir(session, tmp_path / "out")
        version = catalogue_version(session)
    assert check_dir(tmp_path / "out") == []
    with begin() as session:  # what is shipped does not know the item: it stays
        report = load_dir(session, tmp_path / "catalogue", *REGION, over_edits=False)
        assert report.kept == ["hz-lost"] and report.withdrawn == 0 and "hz-lost" in str(report)
        assert get_item(session, "hz-lost") is not None and active_form(session, "hz-lost") is not None
        assert catalogue_version(session) == version
    with begin() as session:  # once the files say the same, they are followed again
        assert load_dir(session, tmp_path / "out", *REGION, over_edits=False).kept == []
        assert load_dir(session, tmp_path / "catalogue", *REGION, over_edits=False).withdrawn == 1


def test_a_draft_is_previewed_without_writing_anything(begin: Begin) -> None:
    write_new(begin)
    with begin() as session:
        found = desk(session, "hz-lost")
        view = preview.view_of(session, "hz-lost", found.body, "ga-hz", REGION)
        assert view is not None
        said = dict(preview.answers_of(view))
        assert (
            "居民身份证" in said["申请材料"]
            and "20.5元/证" in said["收费"]
            and "户政窗口" in said["办理地点"]
        )
    with begin() as session:
        assert get_item(session, "hz-lost") is None
        form = preview.form_of(found.body, "hz-lost")
        assert form is not None
    assert [words for _, words in preview.every_step(form)][-1] == "“居住方式”答“租房”的人"
    refused = preview.walk(form, {}, "没有")
    assert refused.is_refused and "住满以后再来" in refused.said and refused.step.key == "half_year"  # type: ignore[union-attr]
    at = preview.walk(form, {}, "是")
    at = preview.walk(form, at.answers, "自有")
    assert at.step is not None and at.step.kind == "review" and ("居住方式", "自有") in at.rows
