"""A form definition (data/catalogue/forms/<item code>.yml) as strict pydantic models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from bot.services.catalogue.schema import Key, Law, Model, Note, ShownIf, Text
from bot.services.findings import Finding, from_validation_error
from bot.services.forms.bounds import check_bound, check_range
from bot.services.forms.limits import check_limit

Bound = Annotated[int | float | str, AfterValidator(check_bound)]
Input = Literal[
    "text",
    "name",
    "id_number",
    "mobile",
    "uscc",
    "date",
    "number",
    "amount",
    "address",
    "choice",
    "yes_no",
    "file",
]

Attribute = Literal["name", "id_number", "mobile", "address"]  # of the applicant, what a record may fill in

CONSENT_KEY = "consent"
REVIEW_KEY = "review"
_RESERVED = frozenset({CONSENT_KEY, REVIEW_KEY})


class InvalidForm(ValueError):
    """A form definition that may not be used; the message is Chinese and names each field."""


class Option(Model):
    """选项; `aliases` are what citizens say."""

    value: Key
    title: Text
    aliases: list[Text] = []
    between: Annotated[str, AfterValidator(check_range)] = ""  # numbers that mean it: 80-89, 1-1, 100-, -79


YES_NO = (Option(value="yes", title="是"), Option(value="no", title="否"))


class Refusal(Model):
    """Answers with which one cannot apply: why, on what basis, and what one can do instead."""

    when: Annotated[list[Key], Field(min_length=1)]
    because: Text
    basis: Law
    instead: Text


class Question(Model):
    """What an eligibility question and a field have in common."""

    key: Key
    input: Input
    options: list[Option] = []
    help: Note = ""  # 为什么要问, and where the answer stands
    shown_if: ShownIf | None = None
    at_least: Annotated[str, AfterValidator(check_limit)] = ""  # of a yes_no: 满多久 is yes, "1 year"

    @property
    def asked(self) -> str:
        """The question in its own words."""
        return ""

    @property
    def bounds(self) -> tuple[Bound | None, Bound | None]:
        """The least and the most an answer may be."""
        return None, None

    @property
    def words(self) -> str:
        """What is said when it is less or more; may be empty."""
        return ""

    @property
    def choices(self) -> tuple[Option, ...]:
        return tuple(self.options) or (YES_NO if self.input == "yes_no" else ())

    @model_validator(mode="after")
    def _options_fit(self) -> Question:
        if self.key in _RESERVED:
            raise ValueError(f"“{self.key}”是保留的名称")
        if self.input == "choice" and len({option.value for option in self.options}) < 2:
            raise ValueError("choice 至少要有两个不同的 options")
        if self.at_least and self.input != "yes_no":
            raise ValueError("只有 yes_no 才能有 at_least")
        if self.input not in ("choice", "yes_no") and self.options:
            raise ValueError("只有 choice 和 yes_no 才能有 options")
        if self.input == "yes_no" and self.options and [each.value for each in self.options] != ["yes", "no"]:
            raise ValueError("yes_no 的 options 应当依次是 yes、no")
        return self


class Eligibility(Question):
    """资格问题: asked before any personal field."""

    ask: Text
    input: Literal["yes_no", "choice"]
    refuse: list[Refusal] = []

    @property
    def asked(self) -> str:
        return self.ask

    @model_validator(mode="after")
    def _refusals_fit(self) -> Eligibility:
        known = {option.value for option in self.choices}
        for refusal in self.refuse:
            if not set(refusal.when) <= known:
                raise ValueError("refuse.when 里有不在 options 中的答案")
        return self


class Consent(Model):
    """个人信息处理告知 (个人信息保护法 第十七条): said before the first personal field."""

    purpose: Text
    collects: Annotated[list[Text], Field(min_length=1)]
    basis: Law
    also: list[Law] = []  # further 依据, of a consent that covers several items
    keep: Note = ""  # 保存期限
    otherwise: Text  # what to do without consenting


class FormField(Question):
    """申请表的一项."""

    label: Text
    ask: Note = ""  # empty: built from the label
    required: bool = True
    personal: bool = False
    min: Bound | None = None  # of a number, an amount, a date ("today", "-6 months"), or the length of a text
    max: Bound | None = None
    pattern: Note = ""
    material: Note = ""  # of an attachment: the item's material it hands in
    message: Note = ""  # said when min, max or pattern refuses
    same_person: list[Key] = []  # of a name or an identity number: fields whose person this may be too
    prefill: Attribute | None = None  # what of the applicant's records may fill it in, after a consent

    @property
    def asked(self) -> str:
        return self.ask

    @property
    def bounds(self) -> tuple[Bound | None, Bound | None]:
        return self.min, self.max

    @property
    def words(self) -> str:
        return self.message

    @model_validator(mode="after")
    def _pattern_has_words(self) -> FormField:
        if self.pattern and not self.message:
            raise ValueError("有 pattern 就要有 message")
        if self.prefill is not None and self.input != self.prefill:
            raise ValueError(f"prefill {self.prefill} 的 input 应当是 {self.prefill}")
        if self.same_person and self.input not in ("id_number", "name"):
            raise ValueError("只有 id_number 和 name 才能有 same_person")
        if self.material and self.input != "file":
            raise ValueError("只有 file 才能有 material")
        if self.input != "date" and any(isinstance(bound, str) for bound in (self.min, self.max)):
            raise ValueError("min、max 应当是数字")
        if self.input == "date" and any(isinstance(bound, (int, float)) for bound in (self.min, self.max)):
            raise ValueError('min、max 应当是日期，例如 "today"、"-6 months"、"2025-01-31"')
        return self


class FormDefinition(Model):
    """A whole form. `item` is the code of its service item."""

    version: Annotated[int, Field(ge=1)]
    item: Note = ""
    eligibility: list[Eligibility] = []
    consent: Consent | None = None
    fields: Annotated[list[FormField], Field(min_length=1)]

    @property
    def questions(self) -> list[Question]:
        """Every question in the order in which it is asked."""
        return [*self.eligibility, *self.fields]

    def field(self, key: str) -> FormField | None:
        return next((each for each in self.fields if each.key == key), None)

    def applies(self, question: Question, answers: Mapping[str, str | None]) -> bool:
        """Whether it is asked, by the answers to the questions that come before it and are asked themselves."""
        rule = question.shown_if
        return rule is None or answers.get(rule.key) in rule.values

    def part_name(self, key: str) -> str:
        """Which item of a 一件事 the question belongs to; an ordinary form has one item and no parts."""
        return ""

    @model_validator(mode="after")
    def _parts_fit(self) -> FormDefinition:
        earlier: dict[str, set[str]] = {}
        for question in self.questions:
            if question.key in earlier:
                raise ValueError(f"“{question.key}”重复出现")
            rule = question.shown_if
            if rule is not None and not set(rule.values) <= earlier.get(rule.key, set()):
                raise ValueError(f"“{question.key}”的 shown_if 应当引用排在前面的选择题和它的选项")
            earlier[question.key] = {option.value for option in question.choices}
        for field in self.fields:
            alike = {each.key for each in self.fields if each.input == field.input} - {field.key}
            if not set(field.same_person) <= alike:
                raise ValueError(f"“{field.key}”的 same_person 应当是另一个 {field.input} 的 key")
        if self.consent is None and any(field.personal for field in self.fields):
            raise ValueError("收集个人信息的表单要有 consent")
        return self


def parse_form(body: Mapping[str, Any]) -> FormDefinition:
    """Raises InvalidForm."""
    form, findings = read_form(body)
    if form is None:
        raise InvalidForm("\n".join(f"{each.field}：{each.message}" for each in findings))
    return form


def read_form(
    body: Mapping[str, Any], file: str = "", code: str = ""
) -> tuple[FormDefinition | None, list[Finding]]:
    """The form, or what is wrong with it, field by field."""
    try:
        return FormDefinition.model_validate(body), []
    except ValidationError as error:
        return None, from_validation_error(error, file, code)
