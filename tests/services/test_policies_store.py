"""Policy documents in files and in the database: what is refused, what is in force, what another import changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.db.models import AuditLog, PolicyArticle, PolicyDocument
from bot.services import yaml_text
from bot.services.findings import CheckError
from bot.services.policies.asks import with_earlier_asks
from bot.services.policies.check import check_dir, check_files
from bot.services.policies.listing import find, listing
from bot.services.policies.query import in_force, policies_version
from bot.services.policies.read import PolicyFile, read_text
from bot.services.policies.store import PolicyMissing, PolicyReport, load_dir, repeal, store
from tests.services.policy_sample import TITLE, body, record

TODAY = date(2026, 11, 30)


@pytest.fixture
def database(both_engines: Engine) -> Any:
    with Session(both_engines, future=True) as session:
        yield session


def put(session: Session, origin: str = "a.docx", **changed: Any) -> PolicyReport:
    report = PolicyReport()
    store(session, record(**changed), origin, "张工", report)
    session.flush()
    return report


def write(folder: Path, name: str, **changed: Any) -> None:
    folder.mkdir(exist_ok=True)
    whole = body(**changed)
    (folder / name).write_text(yaml_text.dump(whole), encoding="utf-8")


def test_a_document_is_stored_and_the_same_again_changes_nothing(database: Session) -> None:
    assert put(database).added == 1
    version = policies_version(database)
    again = put(database)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert policies_version(database) == version
    [policy] = in_force(database, TODAY)
    assert [article.no for article in policy.articles] == ["第三条", "第三条之一", "第四条"]
    assert policy.articles[0].asks == ("养狗要上户口吗",)
    assert database.scalars(select(AuditLog.action)).all() == ["policy.import"]


def test_a_changed_article_is_changed_and_another_version_seen(database: Session) -> None:
    put(database)
    version = policies_version(database)
    articles = [*body()["articles"][:2], {"no": "第五条", "text": "导盲犬免予登记。"}]
    report = put(database, articles=articles)
    assert (report.changed, report.changes) == (1, [f"更新：《{TITLE}》（2024年5月1日起施行），3条"])
    assert policies_version(database) != version
    [policy] = in_force(database, TODAY)
    assert [article.no for article in policy.articles] == ["第三条", "第三条之一", "第五条"]
    assert database.scalar(select(func.count(PolicyArticle.id))) == 3


def test_a_newer_version_takes_its_place_on_its_own_day(database: Session) -> None:
    put(database)
    put(database, effective_on=date(2027, 1, 1), number="云江市人民政府令第9号")
    assert [policy.number for policy in in_force(database, TODAY)] == ["云江市人民政府令第7号"]
    assert [policy.number for policy in in_force(database, date(2027, 1, 1))] == ["云江市人民政府令第9号"]
    assert [row.state for row in listing(database, TODAY)] == ["尚未施行", "现行有效"]
    assert [row.state for row in listing(database, date(2027, 1, 1))] == ["现行有效", "已被替代"]


def test_what_is_repealed_is_gone_with_its_older_versions(database: Session) -> None:
    put(database, effective_on=date(2020, 1, 1), issued_on=None)
    put(database, repealed_on=date(2026, 12, 1))
    assert len(in_force(database, date(2026, 11, 30))) == 1
    assert in_force(database, date(2026, 12, 1)) == []
    assert [row.state for row in listing(database, date(2026, 12, 1))] == ["已废止", "已被替代"]


def test_shipped_documents_come_and_go_and_those_of_staff_stay(database: Session, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    write(folder, "a.yml")
    write(folder, "b.yml", title="云江市养鸟办法")
    assert load_dir(database, folder).added == 2
    assert load_dir(database, folder).unchanged == 2
    put(database, origin="b.docx", title="云江市养鸟办法", number="")
    (folder / "a.yml").unlink()
    report = load_dir(database, folder)
    assert (report.kept, report.removed) == (1, 1)
    assert "撤下：" in str(report)
    assert database.scalars(select(PolicyDocument.title)).all() == ["云江市养鸟办法"]
    assert load_dir(database, tmp_path / "nothing").removed == 0


def test_a_folder_with_a_mistake_changes_nothing(database: Session, tmp_path: Path) -> None:
    write(tmp_path / "p", "a.yml")
    (tmp_path / "p" / "b.yml").write_text("title: 甲\n", encoding="utf-8")
    with pytest.raises(CheckError):
        load_dir(database, tmp_path / "p")
    assert database.scalar(select(func.count(PolicyDocument.id))) == 0


def test_a_repeal_is_kept_whatever_is_shipped_later(database: Session, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    write(folder, "a.yml")
    load_dir(database, folder)
    version = policies_version(database)
    repeal(database, TITLE, date(2026, 11, 30), "张工")
    database.flush()
    assert policies_version(database) != version
    write(folder, "a.yml", number="云江市人民政府令第8号")
    assert load_dir(database, folder).kept == 1
    assert in_force(database, date(2026, 11, 29)) and not in_force(database, TODAY)
    assert database.scalars(select(AuditLog.action)).all()[-1] == "policy.repeal"
    for title, day in (("没有的办法", TODAY), (TITLE, date(2024, 5, 1))):
        with pytest.raises(PolicyMissing):
            repeal(database, title, day, "张工")


def test_an_amended_law_keeps_how_its_articles_are_asked_for(database: Session) -> None:
    """A Word file says nothing of it; the numbers may have moved."""
    put(database)
    amended = record(
        effective_on=date(2027, 1, 1),
        articles=[
            {"no": "第三条", "text": "犬只的种类由市公安机关公布。"},
            {"no": "第四条", "text": "养犬人应当自取得犬只之日起十五日内办理登记。"},
            {"no": "第五条", "text": "逾期不登记的，处五百元罚款。", "asks": ["没登记罚多少"]},
        ],
    )
    kept = with_earlier_asks(database, amended)
    assert [article.asks for article in kept.articles] == [[], ["养狗要上户口吗"], ["没登记罚多少"]]
    assert with_earlier_asks(database, record(title="云江市养鸟办法")) == record(title="云江市养鸟办法")


def test_titles_are_found_by_some_of_their_words(database: Session) -> None:
    put(database)
    put(database, title="云江市犬只登记办法实施细则")
    assert [policy.title for policy in find(database, "《云江市犬只登记办法》")] == [TITLE]
    assert len(find(database, "犬只登记")) == 2
    assert find(database, "、") == []


BARE = """
title: 云江市养鸟办法
issuer: 云江市人民政府
effective_on: 2024-05-01
url: https://www.yunjiang.example/
articles:
  - no: 第一条
    text: "为了鸟。"
"""


def test_no_is_a_key_with_or_without_quotes() -> None:
    """YAML 1.1 takes the bare word for false."""
    for text in (BARE, BARE.replace("no:", '"no":')):
        file = read_text("a.yml", text)
        assert file.findings == [] and file.record is not None
        assert (file.record.articles[0].no, file.record.effective_on) == ("第一条", date(2024, 5, 1))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"articles": []}, "至少要有1项"),
        ({"url": "flk.npc.gov.cn"}, "网址"),
        ({"effective_on": "2024-13-01"}, "没有"),
        ({"effective_on": date(2024, 1, 1)}, "公布日期晚于施行日期"),
        ({"repealed_on": date(2024, 5, 1)}, "废止日期"),
        ({"articles": [{"no": "第3条", "text": "甲乙。"}]}, "请写成“第三条”"),
        ({"articles": [{"no": "三", "text": "甲乙。"}]}, "应当写成"),
        ({"articles": [{"no": "第三条", "text": "第三条 甲乙。"}]}, "不要重复条号"),
        ({"articles": [{"no": "第三条", "text": "甲\n\n乙。"}]}, "空行"),
        ({"articles": [{"no": "第三条", "text": "甲{slot}。"}]}, "花括号"),
        ({"articles": [{"no": "第三条", "text": "甲。"}, {"no": "第二条", "text": "乙。"}]}, "不应当在"),
        ({"complete": True}, "缺条文"),
        ({"issuer": None}, "缺少这个字段"),
        ({"author": "某"}, "不认识的字段"),
        (
            {
                "articles": [
                    {"no": "第一条", "text": "甲。", "asks": ["养狗"]},
                    {"no": "第二条", "text": "乙。", "asks": ["养狗？"]},
                ]
            },
            "在第一条已经有了",
        ),
    ],
    ids=str,
)
def test_a_mistake_is_named(changed: dict[str, Any], says: str) -> None:
    file = read_text("a.yml", yaml_text.dump(body(**changed)))
    findings = check_files([file])
    assert any(says in str(finding) for finding in findings), findings


def test_two_files_of_one_version_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    twice = check_files([PolicyFile("a.yml", record()), PolicyFile("b.yml", record())])
    assert [finding.message for finding in twice] == ["与 a.yml 是同一版本"]
    assert check_dir(tmp_path / "none")[0].message == "没有这个目录"
