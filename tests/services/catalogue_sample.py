"""A small catalogue that passes every check, for tests to spoil."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

import bot.db.models  # noqa: F401  (registers every table)
from bot.db.base import Base
from bot.db.session import make_engine
from bot.services import yaml_text

TODAY = date(2026, 11, 23)
REGION = ("990100", "云江市")

_LAW = {
    "title": "居住证暂行条例",
    "doc_no": "国务院令第663号",
    "article": "第二条",
    "url": "https://www.gov.cn",
}
_PLACE = {"address": "政和路1号", "hours": "周一至周五 9:00-17:00", "phone": "0000-8600110"}


def item(code: str, name: str, aliases: list[str]) -> dict[str, Any]:
    return copy.deepcopy(
        {
            "code": code,
            "name": name,
            "aliases": aliases,
            "task_type": "07",
            "use_level": "4",
            "audience": ["1"],
            "project_type": "2",
            "handle_forms": ["1", "2"],
            "summary": "外地户籍居民申领居住证。",
            "topics": ["户籍办理"],
            "by_law": [_LAW],
            "accept_condition": ["居住半年以上"],
            "who": "公民本人",
            "materials": [
                {
                    "name": "居民身份证",
                    "need": "1",
                    "material_type": "1",
                    "original": 1,
                    "copies": 0,
                    "source_type": "20",
                    "shared": True,
                    "when": "",
                    "note": "交验原件",
                }
            ],
            "fees": {
                "is_fee": True,
                "basis": _LAW,
                "explain": "",
                "rows": [
                    {
                        "name": "工本费",
                        "standard": "20.5元/证",
                        "amount": 20.5,
                        "unit": "元/证",
                        "reducible": False,
                        "when": "",
                        "note": "",
                    }
                ],
            },
            "anticipate": {"days": 15, "day_type": "自然日", "explain": "自受理之日起15日内"},
            "handle_flow": [{"name": "申请", "text": "提交材料"}, {"name": "领证", "text": "领取"}],
            "result": {"result_type": "1", "name": "居住证", "validity": "每年签注1次"},
            "special": ["逾期未签注的，使用功能中止。"],
            "related": [],
            "source": {
                "department": "公安部",
                "url": "https://www.gov.cn",
                "valid_from": "2016-01-01",
                "checked_on": "2026-11-20",
            },
            "local": {
                "promise_days": 10,
                "day_type": "自然日",
                "windows": ["hz-center"],
                "is_online": True,
                "online_depth": "3",
                "online_url": "https://zwfw.yunjiang.example/x",
                "limit_scene_num": 1,
                "is_schedule": True,
                "handle_area": "全市通办",
                "consult_phone": "0000-8600110",
                "supervise_phone": "12345",
            },
        }
    )


def document() -> dict[str, Any]:
    return {
        "department": {
            "code": "ga-hz",
            "name": "云江市公安局户政管理支队",
            "short_name": "公安户政",
            "aliases": ["派出所"],
            "dept_type": "1",
            "duties": ["户口"],
            "local": dict(_PLACE),
        },
        "windows": [{"code": "hz-center", "name": "户政窗口", **_PLACE, "traffic": "地铁1号线"}],
        "items": [
            item("hz-permit", "居住证首次申领", ["居住证", "办居住证", "暂住证", "居住证办理"]),
            item("hz-endorse", "居住证签注", ["签注居住证", "居住证年审", "居住证续签", "居住证到期"]),
        ],
    }


def write(directory: Path, doc: dict[str, Any], name: str = "ga-hz.yml") -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(yaml_text.dump(doc), encoding="utf-8")
    return directory


def sessions(folder: Path) -> Callable[[], Any]:
    """`with new() as session:` is one transaction on an empty SQLite file."""
    engine = make_engine(f"sqlite:///{folder / 'test.db'}")
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine, future=True, expire_on_commit=False)

    @contextmanager
    def new() -> Iterator[Session]:
        with factory.begin() as session:
            yield session

    return new
