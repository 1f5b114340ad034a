"""统计分析 over HTTP: who sees what, figures with their tables, what stands behind them, and the workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.db.models import AuditLog, Conversation, Department, QuestionFact, Turn
from bot.db.session import get_engine, read_session, write_session
from bot.services.applications import filing
from bot.services.content import today
from bot.services.work_orders.filing import file_order
from bot.services.work_orders.views import NewOrder
from tests.services.city import ITEM, add_item, fill, open_draft

PAGES = ("", "/funnel", "/issues", "/service", "/examples")


@contextmanager
def committing() -> Iterator[Session]:
    with Session(get_engine(), future=True, expire_on_commit=False) as session:
        yield session
        session.commit()


def ask(session: Session, seq: int, text: str, outcome: str, topic: str = "", department: str = "") -> None:
    session.execute(
        insert(Turn.__table__),
        {"conversation_id": "web:1", "seq": seq, "user_text": text, "replies": [], "events": [],
         "understood": True, "created_at": utc_now()},
    )  # fmt: skip
    session.execute(
        insert(QuestionFact.__table__),
        {"day": today(), "hour": 9, "channel": "web", "region": "江滨区", "department": department,
         "kind": "item" if topic else "", "topic": topic, "outcome": outcome, "speed": 0,
         "conversation_id": "web:1", "seq": seq},
    )  # fmt: skip


@pytest.fixture
def city(blank_house: Any) -> None:
    with committing() as session:
        add_item(session)
        zj = {"code": "zj", "name": "住建局", "short_name": "住建", "dept_type": "1"}
        session.add(Department(region_code="990100", origin="city", **zj))
        now = utc_now()
        session.add(Conversation(id="web:1", channel="web", expires_at=now, last_seen_at=now))
        session.flush()
        ask(session, 1, "居住证要多少钱<b>", "answered", ITEM, "ga-hz")
        ask(session, 2, "没用", "useless", ITEM, "ga-hz")
        ask(session, 3, "居住证几天办好", "answered", ITEM, "ga-hz")
        ask(session, 4, "我的手机138****0000", "answered", ITEM, "ga-hz")
        ask(session, 5, "火星移民怎么办", "lost")
        draft = open_draft(session, "k", conversation="web:1")
        fill(session, draft)
        filing.file(session, draft, now)
        open_draft(session, "half", conversation="web:1")
        for key in range(3):
            new = NewOrder("投诉", f"{key + 1}号楼电梯坏了三天物业不修", name="李娜", department_code="zj")
            file_order(
                session, new, opening_key=f"o{key}", conversation_id="web:1", region_code="990100", now=now
            )


def figure(page: str, label: str) -> str:
    found = re.search(rf'<span>{label}</span><strong class="number">([^<]+)', page)
    assert found, label
    return found[1]


def test_only_analysts_look(blank_house: Any, clerk: Any) -> None:
    wang, fang = clerk("wang", "办事", "编辑", "审核", "坐席"), clerk("fang", "分析")
    assert "统计分析" not in wang.open("/staff/") and "统计分析" in fang.open("/staff/")
    for path in (*PAGES, "/export.xlsx"):
        wang.open(f"/staff/insight{path}", 403)
    for path in PAGES:
        page = fang.open(f"/staff/insight{path}")
        assert "这些数字怎么算" in page and "<script>" not in page and " style=" not in page


def test_figures_of_the_city(city: None, clerk: Any) -> None:
    fang = clerk("fang", "分析")
    page = fang.open("/staff/insight")
    assert figure(page, "提问数") == "4"
    assert figure(page, "自助解决率") == "50.0%"
    assert figure(page, "没听懂率") == "25.0%"
    assert figure(page, "回答有效率") == "66.7%"
    assert "居住证首次申领" in page and "公安户政" in page and "江滨区" in page
    assert "data-chart=" in page and "没听懂率：" not in page and "占全部提问的比例" in page
    funnel = fang.open("/staff/insight/funnel")
    assert "打开 2 次，提交 1 件（50.0%）" in funnel and "公民身份号码" in funnel and "还在填 1" in funnel
    issues = fang.open("/staff/insight/issues")
    assert "电梯" in issues and "3 件" in issues and "新出现" in issues and "李娜" not in issues
    assert "没有热点" in fang.open("/staff/insight/issues", kind="表扬")
    assert "这段时间没有办结的办件" in fang.open("/staff/insight/service")
    assert "没有人打开" in fang.open("/staff/insight/funnel", item="nothing")


def test_a_figure_leads_to_masked_examples(city: None, clerk: Any) -> None:
    fang = clerk("fang", "分析")
    link = re.search(r'href="(/staff/insight/examples[^"]*topic=[^"]+)"', fang.open("/staff/insight"))
    assert link
    page = fang.open(link[1])
    assert "居住证几天办好" in page and "138****0000" not in page and "没用</td>" not in page
    raw = fang.client.get(link[1]).text
    assert "居住证要多少钱&lt;b&gt;" in raw
    lost = fang.open("/staff/insight/examples", outcome="lost")
    assert "火星移民怎么办" in lost and "居住证几天办好" not in lost
    useless = fang.open("/staff/insight/examples", outcome="useless")
    assert "居住证要多少钱" in useless
    assert "没有这种结果" in fang.open("/staff/insight/examples", 400, outcome="made-up")


def test_a_department_sees_its_own_only(city: None, clerk: Any) -> None:
    near = clerk("near", "分析", departments=("zj",))
    page = near.open("/staff/insight")
    assert figure(page, "回答数") == "0" and "不知道属于哪个部门" in page and "居住证首次申领" not in page
    assert "居住证" not in near.open("/staff/insight/examples")
    assert "这段时间没有人打开" in near.open("/staff/insight/funnel")
    assert "电梯" in near.open("/staff/insight/issues")
    for path in PAGES:
        near.open(f"/staff/insight{path}", 403, department="ga-hz")
    whole = clerk("fang", "分析")
    assert figure(whole.open("/staff/insight", department="ga-hz"), "回答数") == "3"
    assert "电梯" not in whole.open("/staff/insight/issues", department="ga-hz")


def test_any_period_and_none_that_makes_no_sense(city: None, clerk: Any) -> None:
    fang = clerk("fang", "分析")
    last_year = today() - timedelta(days=400)
    page = fang.open("/staff/insight", first=last_year, last=last_year)
    assert figure(page, "提问数") == "0" and figure(page, "自助解决率") == "—"
    assert "2026-01-31" in fang.open("/staff/insight", 400, first="soon")
    assert "不能晚于" in fang.open("/staff/insight", 400, first=today(), last=last_year)
    assert "最多看" in fang.open("/staff/insight", 400, first="1990-01-01")
    assert "2026-01-31" in fang.open("/staff/insight", 400, first="0" * 5000)


def test_everything_as_a_workbook_and_noted(city: None, clerk: Any) -> None:
    fang = clerk("fang", "分析")
    answer = fang.client.get("/staff/insight/export.xlsx")
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    overview = {row[0]: row[1] for row in book["总览"].values}
    assert (overview["提问数"], overview["自助解决率"], overview["没听懂"]) == (4, 0.5, 1)
    assert "李娜" not in str(list(book["诉求热点"].values)) and "电梯" in str(list(book["诉求热点"].values))
    with read_session() as session:
        (row,) = session.scalars(select(AuditLog).where(AuditLog.action == "insight.export"))
        assert row.actor == "staff:fang"


def test_a_topic_that_is_gone_is_still_counted(blank_house: Any, clerk: Any) -> None:
    with write_session() as session:
        fact = {"day": today(), "hour": 0, "channel": "sms", "region": "", "department": "closed",
                "kind": "faq", "topic": "gone-1", "outcome": "answered", "speed": 4}  # fmt: skip
        session.execute(insert(QuestionFact.__table__), fact)
    page = clerk("fang", "分析").open("/staff/insight")
    assert "gone-1" in page and "closed" in page
