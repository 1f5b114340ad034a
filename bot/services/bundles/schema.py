"""A bundle (data/catalogue/bundles/<code>.yml) as strict pydantic models."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from bot.services.catalogue.schema import Alias, Code, Key, Law, Model, Note, ShownIf, Text
from bot.services.forms.schema import Eligibility, FormField

PREFIX = "bundle-"


def is_bundle(code: str) -> bool:
    return code.startswith(PREFIX)


class BundleConsent(Model):
    """个人信息处理告知 for everything together; what is collected comes from the items' own forms."""

    purpose: Text
    keep: Note = ""
    otherwise: Text


class BundleItem(Model):
    """One 事项 of it. Without a form definition the citizen is told where to go."""

    item: Code
    short: Note = ""  # what the item is called within the event, where its full name is long
    when: Note = ""  # for whom, in Chinese; with `shown_if`
    shown_if: list[ShownIf] = []  # all of them, about the bundle's questions
    same: dict[Key, Key] = {}  # question of the item's form → shared question
    given: dict[Key, Key] = {}  # question of the item's form → the answer the event gives
    labels: dict[Key, Text] = {}  # of the item's own fields, where the event needs another: 母亲姓名
    later: dict[Key, Text] = {}  # question left open → what fills it afterwards
    needs: list[Code] = []  # items without which it cannot be applied for either
    note: Note = ""  # what to know about it in this event
    first: bool = False  # has to be done before the others can be applied for

    @model_validator(mode="after")
    def _says_for_whom(self) -> BundleItem:
        if bool(self.when) != bool(self.shown_if):
            raise ValueError("when 和 shown_if 要么都有，要么都没有")
        return self


class BundleFile(Model):
    """一件事. `questions` decide which items apply, `shared` are asked once."""

    title: Annotated[str, Field(min_length=4, max_length=60)]
    aliases: Annotated[list[Alias], Field(min_length=2)]  # how people name the event: 孩子出生, 生孩子
    audience: Annotated[list[Text], Field(min_length=1)]
    lead: Code  # 牵头部门
    summary: Text
    by_law: Annotated[list[Law], Field(min_length=1)]
    checked_on: Text
    questions: list[Eligibility] = []
    shared: Annotated[list[FormField], Field(min_length=1)]
    consent: BundleConsent
    items: Annotated[list[BundleItem], Field(min_length=2)]
