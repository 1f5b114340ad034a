"""自定义菜单: what stands under the conversation, as a file of ours and as WeChat takes it.

https://developers.weixin.qq.com/doc/offiaccount/Custom_Menus/Creating_Custom-Defined_Menu.html
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.channels.messaging.split import utf8
from bot.services.findings import CheckError, Finding, from_validation_error
from bot.services.yaml_text import YamlError, decode, parse
from bot.settings import ROOT

SHIPPED = ROOT / "data" / "channels" / "wechat-menu.yml"
_SAYS = "say:"  # as bot/channels/wechat/read.py hears it
_NAME, _ENTRY_NAME, _KEY, _URL = 16, 60, 128, 1024  # bytes


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Entry(_Strict):
    name: str = Field(min_length=1)
    say: str | None = None
    url: str | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Entry:
        if (self.say is None) == (self.url is None):
            raise ValueError("say 和 url 要写一个，也只能写一个")
        if self.say is not None and not 0 < utf8(_SAYS + self.say) <= _KEY:
            raise ValueError(f"say 最多 {_KEY - len(_SAYS)} 字节")
        if self.url is not None and not (
            self.url.startswith(("https://", "http://")) and utf8(self.url) <= _URL
        ):
            raise ValueError("url 要以 https:// 或 http:// 开头")
        return self

    def button(self) -> dict[str, Any]:
        if self.url is not None:
            return {"type": "view", "name": self.name, "url": self.url}
        return {"type": "click", "name": self.name, "key": f"{_SAYS}{self.say}"}


class SubEntry(Entry):
    @field_validator("name")
    @classmethod
    def _short(cls, name: str) -> str:
        return _at_most(name, _ENTRY_NAME)


class TopEntry(Entry):
    @field_validator("name")
    @classmethod
    def _short(cls, name: str) -> str:
        return _at_most(name, _NAME)


class Group(_Strict):
    name: str = Field(min_length=1)
    entries: list[SubEntry] = Field(min_length=1, max_length=5)

    @field_validator("name")
    @classmethod
    def _short(cls, name: str) -> str:
        return _at_most(name, _NAME)

    def button(self) -> dict[str, Any]:
        return {"name": self.name, "sub_button": [entry.button() for entry in self.entries]}


def read_menu(path: Path) -> dict[str, Any]:
    """The file as WeChat takes it. Raises CheckError with everything that is wrong, and OSError."""
    try:
        rows = parse(decode(path.read_bytes()))
    except YamlError as error:
        raise CheckError([Finding(path.name, "", "", str(error))]) from None
    if not isinstance(rows, list) or not 1 <= len(rows) <= 3:
        raise CheckError([Finding(path.name, "", "", "应当是一个列表，1 至 3 个一级菜单")])
    findings: list[Finding] = []
    buttons = []
    for number, row in enumerate(rows, start=1):
        kind = Group if isinstance(row, dict) and "entries" in row else TopEntry
        try:
            buttons.append(kind.model_validate(row).button())
        except ValidationError as error:
            findings += from_validation_error(error, path.name, f"第{number}个菜单")
    if findings:
        raise CheckError(findings)
    return {"button": buttons}


def _at_most(name: str, most: int) -> str:
    if utf8(name) > most:
        raise ValueError(f"名称最多 {most} 字节（{most // 3} 个汉字）")
    return name
