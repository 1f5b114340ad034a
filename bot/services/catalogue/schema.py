"""The catalogue YAML (data/README.md) as strict pydantic models; rules across fields are in check.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from bot.services.catalogue import codes
from bot.services.content import check_date, check_text, check_url

Text = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(check_text)]
Note = Annotated[str, Field(max_length=2000), AfterValidator(check_text)]  # may be empty
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]  # of a question of a form
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Date = Annotated[str, AfterValidator(check_date)]
Url = Annotated[str, AfterValidator(check_url)]
Alias = Annotated[str, Field(min_length=2, max_length=30), AfterValidator(check_text)]
DayType = Literal["工作日", "自然日"]


def _one_of(table: Mapping[str, str], name: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in table:
            known = "、".join(f"{code}{label}" for code, label in table.items())
            raise ValueError(f"“{value}”不在{name}代码中，可用：{known}")
        return value

    return AfterValidator(check)


class Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class DepartmentLocal(Model):
    address: Text
    hours: Text
    phone: Text


class DepartmentFile(Model):
    """实施主体."""

    code: Code
    name: Text
    short_name: Text
    aliases: list[Alias] = []
    dept_type: Annotated[str, _one_of(codes.DEPT_TYPES, "A.3实施主体性质")]
    duties: list[Text] = []
    local: DepartmentLocal


class WindowFile(Model):
    """办理窗口."""

    code: Code
    name: Text
    address: Text
    hours: Text
    phone: Text
    traffic: Note = ""


class Law(Model):
    """设定依据, one document."""

    title: Text
    doc_no: Note | None = ""
    article: Note | None = ""
    url: Url | None = None


class ShownIf(Model):
    """Applies only when the answer to the question `key` of the item's form is one of `in`."""

    key: Key
    values: Annotated[list[Key], Field(alias="in", min_length=1)]


class AllOf(Model):
    """Applies only when every one of these does."""

    all: Annotated[list[ShownIf], Field(min_length=2)]


class AnyOf(Model):
    """Applies when one of these does."""

    any: Annotated[list[ShownIf], Field(min_length=2)]


def _kind_of_condition(value: object) -> str:
    held = value if isinstance(value, dict) else vars(value) if isinstance(value, Model) else {}
    return "all" if "all" in held else "any" if "any" in held else "one"


Condition = Annotated[
    Annotated[ShownIf, Tag("one")] | Annotated[AllOf, Tag("all")] | Annotated[AnyOf, Tag("any")],
    Discriminator(_kind_of_condition),
]


class MaterialFile(Model):
    """申请材料; `shown_if`: who it is asked of, by the answers in the form."""

    name: Text
    need: Annotated[str, _one_of(codes.MATERIAL_NEEDS, "必要性")]
    material_type: Annotated[str, _one_of(codes.MATERIAL_TYPES, "材料类型")]
    original: Annotated[int, Field(ge=0, le=99)]
    copies: Annotated[int, Field(ge=0, le=99)]
    source_type: Annotated[str, _one_of(codes.SOURCE_TYPES, "材料来源")]
    shared: bool = False
    when: Note = ""
    shown_if: Condition | None = None
    note: Note = ""


class FeeRow(Model):
    """收费项目; `amount` is null when the rule names no single figure."""

    name: Text
    standard: Text
    amount: Annotated[float, Field(ge=0, le=99_999_999)] | None = None
    unit: Note | None = ""
    reducible: bool = False
    when: Note = ""
    note: Note = ""


class Fees(Model):
    """收费; `is_fee` null = not certain, then `explain` says where to ask."""

    is_fee: bool | None
    basis: Law | None = None
    explain: Note | None = ""
    rows: list[FeeRow] = []


class Anticipate(Model):
    """法定办结时限."""

    days: Annotated[int, Field(ge=0, le=3650)] | None
    day_type: DayType | None = None
    explain: Note | None = ""


class StepFile(Model):
    """办理环节."""

    name: Text
    text: Text


class Result(Model):
    """审批结果."""

    result_type: Annotated[str, _one_of(codes.RESULT_TYPES, "审批结果类型")]
    name: Note | None = ""
    validity: Note | None = ""


class ItemSource(Model):
    department: Text
    url: Url
    valid_from: Date | None = None
    valid_to: Date | None = None
    checked_on: Date


class Local(Model):
    """What belongs to the city: 承诺时限, windows, telephone."""

    promise_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    day_type: DayType | None = None
    windows: list[Code] = []
    is_online: bool
    online_depth: Annotated[str, _one_of(codes.ONLINE_DEPTHS, "网上办理深度")] | None = None
    online_url: Url | None = None
    limit_scene_num: Annotated[int, Field(ge=0, le=20)] | None = None
    is_schedule: bool = False
    handle_area: Note | None = ""
    consult_phone: Text
    supervise_phone: Text


class ItemFile(Model):
    """事项."""

    code: Code
    name: Text
    aliases: list[Alias]
    task_type: Annotated[str, _one_of(codes.TASK_TYPES, "A.1事项类型")]
    use_level: Annotated[str, _one_of(codes.USE_LEVELS, "A.2行使层级")]
    audience: list[Annotated[str, _one_of(codes.AUDIENCES, "A.4服务对象")]] = Field(min_length=1)
    project_type: Annotated[str, _one_of(codes.PROJECT_TYPES, "A.6办件类型")]
    handle_forms: list[Annotated[str, _one_of(codes.HANDLE_FORMS, "A.5办理形式")]] = Field(min_length=1)
    summary: Text
    topics: list[Text] = []
    by_law: list[Law] = Field(min_length=1)
    accept_condition: list[Text] = Field(min_length=1)
    who: Text
    materials: list[MaterialFile] = Field(min_length=1)
    fees: Fees
    anticipate: Anticipate
    handle_flow: list[StepFile] = Field(min_length=2, max_length=8)
    result: Result
    special: list[Text] = Field(default=[], max_length=5)
    related: list[Code] = []
    source: ItemSource
    local: Local
