"""Scripted conversations (``tests/dialogue/*.yml``) and what each step may expect.

A file is a list of conversations: ``{name, turns: [{say|click|upload|staff, expect, keep, as}]}``. `say` is typed; `click` presses the
choice with that title; `upload` sends a file of bot/evaluation/sample_files.py; `staff` is done by staff (bot/evaluation/staff.py); ``{name}`` in a text is a value kept earlier, any other brace is itself; `as` is who speaks, in a
session of their own (left out: the same citizen throughout). `expect` may hold

- `text`: strings that must all stand in the replies · `not`: strings that must not
- `type`: the type some reply must have · `field`: the field a `form_field` asks for
- `choice`: titles that must be offered · `source`: true when an answer must carry its source, or a string within it

`keep`: ``{name: data key}``, values of the last reply's `data` for later turns. ``{code_13800138000}`` is the one-time code
last sent to that mobile (development mode).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    model_validator,
)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (str, int)) else value


Strings = Annotated[list[str], BeforeValidator(lambda v: [str(x) for x in _as_list(v)])]


class Expect(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    text: Strings = []
    not_: Strings = []
    type: str | None = None
    field: str | None = None
    choice: Strings = []
    source: bool | str | None = None
    silent: bool = False  # nothing is said at all

    @model_validator(mode="before")
    @classmethod
    def _not_is_a_keyword(cls, body: Any) -> Any:
        if isinstance(body, dict) and "not" in body:
            body = {**body, "not_": body["not"]}
            del body["not"]
        return body


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")

    say: str | None = None
    click: str | None = None
    upload: str | None = None
    staff: str | None = None
    expect: Expect = Expect()
    keep: dict[str, str] = {}
    as_: str = Field(default="", alias="as")

    @model_validator(mode="after")
    def _one_of(self) -> Step:
        if sum(each is not None for each in (self.say, self.click, self.upload, self.staff)) != 1:
            raise ValueError("say、click、upload 和 staff 必须且只能有一个")
        return self


class Conversation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    turns: list[Step]


def read_scripts(paths: Iterable[Path]) -> list[Conversation]:
    """Raises ValueError (pydantic's) for a file that is no script."""
    adapter = TypeAdapter(list[Conversation])
    return [
        each for path in paths for each in adapter.validate_python(yaml.safe_load(path.read_text("utf-8")))
    ]


def complaints(expect: Expect, replies: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of `expect` the replies do not fulfil; an empty list when all is well."""
    said = "\n".join(str(reply.get("text", "")) for reply in replies)
    titles = [choice["title"] for reply in replies for choice in reply.get("choices", [])]
    wrong = ["应当不说话"] if expect.silent and replies else []
    wrong += [f"没有说“{part}”" for part in expect.text if part not in said]
    wrong += [f"不该说“{part}”" for part in expect.not_ if part in said]
    wrong += [f"没有选项“{title}”" for title in expect.choice if title not in titles]
    if expect.type and expect.type not in {reply.get("type") for reply in replies}:
        wrong.append(f"没有 {expect.type} 消息")
    if expect.field and expect.field not in {(reply.get("data") or {}).get("field") for reply in replies}:
        wrong.append(f"没有问“{expect.field}”")
    sources = [str(reply["source"]) for reply in replies if reply.get("source")]
    if expect.source is True and not sources:
        wrong.append("没有来源")
    if isinstance(expect.source, str) and not any(expect.source in source for source in sources):
        wrong.append(f"来源里没有“{expect.source}”")
    return wrong
