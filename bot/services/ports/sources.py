"""数据来源: whose records may fill a form in, as data (data/sharing/sources.yml)."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.services import yaml_text
from bot.services.catalogue.schema import Key, Model, Text
from bot.services.forms.schema import Attribute
from bot.settings import ROOT, get_settings

FILE = ROOT / "data" / "sharing" / "sources.yml"
LABELS: dict[Attribute, str] = {
    "name": "姓名",
    "id_number": "公民身份号码",
    "mobile": "手机号码",
    "address": "居住地址",
}


class Source(Model):
    code: Key
    name: Text
    holder: Text  # 谁保存
    via: Literal["here", "outside"]
    gives: Annotated[list[Attribute], Field(min_length=1)]


def sources() -> list[Source]:
    """Those that can be asked in this house, in order."""
    outside = get_settings().sharing_url is not None
    return [each for each in _read() if outside or each.via == "here"]


def source_of(code: str) -> Source | None:
    return next((each for each in _read() if each.code == code), None)


@lru_cache(maxsize=1)
def _read() -> tuple[Source, ...]:
    body = yaml_text.parse(FILE.read_text(encoding="utf-8"))
    return tuple(TypeAdapter(list[Source]).validate_python(body))
