"""A policy document as it is written in ``data/policies/*.yml``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.services.content import check_date, check_text, check_url
from bot.services.policies.numbers import parse_no


def _day(value: Any) -> Any:
    """YAML reads 2012-01-01 as a date, quoted it is text."""
    return date.fromisoformat(check_date(value)) if isinstance(value, str) else value


def _none_is_empty(value: Any) -> Any:
    return "" if value is None else value


def _check_no(value: str) -> str:
    number = parse_no(value)
    if number is None:
        raise ValueError("应当写成“第十条”或“第十条之一”的样子")
    if str(number) != value:
        raise ValueError(f"请写成“{number}”")
    return value


def _check_law(value: str) -> str:
    check_text(value)
    if "{" in value or "}" in value:
        raise ValueError("不能含有花括号")
    if any(not line.strip() or line.lstrip().startswith("/") for line in value.split("\n")):
        raise ValueError("不能有空行或以斜杠开头的行")
    return value


Title = Annotated[str, Field(min_length=2, max_length=200), AfterValidator(_check_law)]
Words = Annotated[str, Field(max_length=200), AfterValidator(check_text), BeforeValidator(_none_is_empty)]
Question = Annotated[str, Field(min_length=2, max_length=200), AfterValidator(check_text)]
Text = Annotated[str, Field(min_length=2, max_length=8000), AfterValidator(_check_law)]
Day = Annotated[date, BeforeValidator(_day)]
Url = Annotated[str, Field(max_length=500), AfterValidator(check_url)]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ArticleRecord(_Model):
    """条; `text` without its number, a line for each 款 and 项."""

    no: Annotated[str, AfterValidator(_check_no)]
    text: Text
    chapter: Words = ""
    asks: list[Question] = []

    @model_validator(mode="before")
    @classmethod
    def _unquoted(cls, body: Any) -> Any:
        """YAML reads the bare word no as false."""
        if isinstance(body, dict) and False in body and "no" not in body:
            return {("no" if key is False else key): value for key, value in body.items()}
        return body


class PolicyRecord(_Model):
    """One version of one document."""

    title: Title  # 标题, in full
    number: Annotated[Words, Field(max_length=100)] = ""  # 文号
    issuer: Annotated[str, Field(min_length=2, max_length=200), AfterValidator(check_text)]  # 发布机关
    issued_on: Day | None = None  # 公布日期
    effective_on: Day  # 施行日期
    repealed_on: Day | None = None  # 废止日期
    url: Url
    complete: bool = False  # 全文收录
    articles: Annotated[list[ArticleRecord], Field(min_length=1, max_length=3000)]
