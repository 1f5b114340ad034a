"""The whole application on PostgreSQL: migrated, seeded and served as an operator does it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url

from tests.served import served

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ANSWERS = {
    "local_household": "不在",
    "half_year": "满了",
    "ground": "租房",
    "consent": "同意",
    "name": "张伟",
    "id_number": "410184199003150013",
    "mobile": "13912345678",
    "address": "云江市江滨区幸福路18号3栋502室",
    "arrived_on": "2024年3月1日",
    "housing": "租的",
    "delivery": "自己去取",
    "remark": "没有",
}

Message = dict[str, Any]


@pytest.fixture(scope="module")
def database(postgres: str) -> str:
    """The address of an empty database."""
    engine = create_engine(make_url(postgres), future=True, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE house ENCODING 'UTF8' TEMPLATE template0"))
    engine.dispose()
    return str(make_url(postgres).set(database="house").render_as_string(hide_password=False))


@pytest.fixture(scope="module")
def house_url(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(database, Path(tmp_path_factory.mktemp("log")) / "serve.log") as url:
        yield url


@pytest.fixture(scope="module")
def tables(database: str, house_url: str) -> Iterator[Engine]:
    engine = create_engine(database, future=True)
    yield engine
    engine.dispose()


class Visitor:
    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        opened = self.http.post("/api/chat/sessions").raise_for_status().json()
        self.id, self.last = opened["session_id"], opened["greeting"]
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"

    def send(self, **body: str) -> list[Message]:
        return list(self.http.post("/api/chat/messages", json=body).raise_for_status().json()["messages"])

    def say(self, words: str) -> str:
        self.last = self.send(text=words)
        return "\n".join(message["text"] for message in self.last)

    def payload(self, title: str) -> str:
        (found,) = [c["payload"] for m in self.last for c in m.get("choices", []) if c["title"] == title]
        return str(found)

    def fill_in(self) -> None:
        """An application up to its review."""
        self.say("我要申请居住证")
        for _ in range(20):
            fields = [m["data"]["field"] for m in self.last if m["type"] == "form_field"]
            if not fields:
                return
            self.say(ANSWERS[fields[-1]])
        raise AssertionError("the form has no end")


@pytest.fixture
def visitor(house_url: str) -> Iterator[Visitor]:
    visitor = Visitor(house_url)
    yield visitor
    visitor.http.close()


def cases(tables: Engine, conversation: str) -> list[str]:
    with tables.connect() as connection:
        query = text("SELECT case_no FROM application WHERE session_id = :id AND case_no IS NOT NULL")
        return list(connection.execute(query, {"id": conversation}).scalars())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("办护照要多少钱", "120元"),
        ("那居住证呢", "居住证"),
        ("公积金怎么提取", "公积金"),
        ("我家着火了", "119"),
    ],
)
def test_questions_are_answered(visitor: Visitor, question: str, words: str) -> None:
    assert words in visitor.say(question)


def test_the_context_is_kept_from_turn_to_turn(visitor: Visitor) -> None:
    visitor.say("办护照要多少钱")
    assert "护照" in visitor.say("要带什么材料")
    history = visitor.http.get("/api/chat/history").json()["messages"]
    assert [row["text"] for row in history if row["from"] == "user"] == ["办护照要多少钱", "要带什么材料"]


def test_an_application_from_the_first_question_to_the_progress(visitor: Visitor, tables: Engine) -> None:
    visitor.fill_in()
    assert visitor.last[-1]["type"] == "review"
    (receipt,) = [m for m in visitor.send(payload=visitor.payload("确认提交")) if m["type"] == "receipt"]
    assert cases(tables, visitor.id) == [receipt["data"]["case_no"]]
    assert receipt["data"]["case_no"] in visitor.say("查办件进度")


def test_two_confirmations_at_once_file_one_case(visitor: Visitor, tables: Engine) -> None:
    visitor.fill_in()
    payload = visitor.payload("确认提交")
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda n: visitor.send(payload=payload, message_id=f"confirm-{n}"), range(4)))
    assert len(cases(tables, visitor.id)) == 1
    numbers = {m["data"]["case_no"] for reply in replies for m in reply if m["type"] == "receipt"}
    assert numbers == set(cases(tables, visitor.id))
    assert all(reply[0]["text"] for reply in replies)


def test_what_is_personal_is_stored_encrypted(visitor: Visitor, tables: Engine) -> None:
    visitor.fill_in()
    with tables.connect() as connection:
        names = (
            connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            .scalars()
            .all()
        )
        rows = [row for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
    stored = "\n".join(map(str, rows))
    for personal in ("410184199003150013", "13912345678", "幸福路18号"):
        assert personal not in stored, personal
