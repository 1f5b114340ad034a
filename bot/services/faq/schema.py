"""A FAQ entry as staff write it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.services.content import check_date, check_text, check_url

Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(check_text)]
Note = Annotated[str, Field(max_length=500), AfterValidator(check_text)]
MaybeNote = Annotated[Note, BeforeValidator(lambda value: "" if value is None else value)]
Answer = Annotated[str, Field(min_length=10, max_length=2000), AfterValidator(check_text)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=80)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Date = Annotated[str, AfterValidator(check_date)]
Url = Annotated[str, AfterValidator(check_url)]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FaqSource(_Model):
    """依据: the document an answer rests on."""

    title: Line
    doc_no: MaybeNote = ""
    article: MaybeNote = ""
    url: Url


class FaqRecord(_Model):
    """One entry; `name` is the part after ``faq/`` of its intent."""

    name: Name
    question: Line
    answer: Answer
    similar: list[Line]  # 相似问法
    department: Code
    category: Line
    item: Code | None = None
    audience: list[Line] = []  # empty = everyone
    region: Note | None = None  # empty = the whole city
    source: FaqSource
    valid_from: Date | None
    valid_to: Date | None = None
    checked_on: Date
