"""开放数据: statistics for anybody, as JSON and CSV; off where the city does not want them."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from bot.channels.problems import Problem
from bot.channels.unchanged import unless_known
from bot.db.session import read_session
from bot.services.house.current import current
from bot.services.open_data import publish
from bot.services.open_data.datasets import dataset

OFF = "本市没有开放统计数据。"


class Name(str, Enum):
    """The datasets."""

    QUESTIONS = "questions"
    CASES = "cases"
    WORK_ORDERS = "work-orders"
    RATINGS = "ratings"


class ColumnOut(BaseModel):
    name: str
    title: str
    type: str
    meaning: str


class Dictionary(BaseModel):
    """数据字典. `rule`: which numbers are left out; `licence`: what may be done with it."""

    name: str
    title: str
    about: str
    city: str
    region_code: str
    licence: str
    rule: str
    columns: list[ColumnOut]


class Listed(Dictionary):
    """`json_url`, `csv_url`: where it is on this server."""

    json_url: str
    csv_url: str


class Catalogue(BaseModel):
    datasets: list[Listed]


class DataOut(Dictionary):
    months: list[str]
    rows: list[dict[str, str | int]]


def _is_on() -> None:
    if not current().open_data:
        raise Problem(404, OFF)


router = APIRouter(prefix="/open-data", tags=["开放数据"], dependencies=[Depends(_is_on)])
_NOT_CHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "没有变化"}}


@router.get(
    "/index.json", response_model=Catalogue, summary="有哪些数据，每一列是什么意思", responses=_NOT_CHANGED
)
def index(request: Request) -> Response:
    return _cached(request, _json(publish.index()), "application/json")


@router.get("/{name}.json", response_model=DataOut, summary="一个数据集，JSON", responses=_NOT_CHANGED)
def as_json(name: Name, request: Request) -> Response:
    with read_session() as session:
        found = publish.published(session, _of(name))
    return _cached(request, _json(found.as_dict()), "application/json")


@router.get(
    "/{name}.csv",
    response_class=Response,
    summary="一个数据集，CSV（UTF-8）",
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **_NOT_CHANGED},
)
def as_csv(name: Name, request: Request) -> Response:
    with read_session() as session:
        found = publish.published(session, _of(name))
    answer = _cached(request, found.as_csv(), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name.value}.csv"'
    return answer


def _of(name: Name) -> Any:
    return dataset(name.value)


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _cached(request: Request, body: bytes, kind: str) -> Response:
    """Kept by browsers and caches for an hour."""
    headers = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}  # for any page
    return unless_known(request, body, kind, headers)
