"""What readers of the catalogue get: plain values, safe to keep after the session is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class ItemName:
    """What an item is called; `has_form` = it can be applied for here."""

    code: str
    name: str
    aliases: tuple[str, ...]
    department: str  # short name
    region_name: str
    origin: str  # "city", or the name of an import
    has_form: bool
    summary: str = ""


@dataclass(frozen=True)
class BundleName:
    """What a 一件事 is called."""

    code: str
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class PublicPlaces:
    """What the city and its 部门, 窗口 and districts are called."""

    city: str  # 云江市
    departments: tuple[tuple[str, tuple[str, ...]], ...]  # code, names
    windows: tuple[str, ...]
    districts: tuple[str, ...]


@dataclass(frozen=True)
class LawView:
    title: str
    doc_no: str
    article: str
    url: str

    def __str__(self) -> str:
        number = f"（{self.doc_no}）" if self.doc_no else ""
        return f"《{self.title}》{number}{self.article}"


@dataclass(frozen=True)
class Condition:
    """By the answers in the form: `rules` are (key of a question, its answers); all must hold, or `any` one."""

    rules: tuple[tuple[str, tuple[str, ...]], ...]
    any: bool = False


@dataclass(frozen=True)
class MaterialView:
    name: str
    need: str  # 1必要 2非必要 3容缺后补, empty = not stated
    need_label: str
    material_type: str
    original: int
    copies: int
    source_type: str
    source_label: str
    shared: bool
    when: str
    note: str
    shown_if: Condition | None = None


@dataclass(frozen=True)
class FeeView:
    name: str
    standard: str
    amount: Decimal | None  # 元
    unit: str
    reducible: bool
    when: str
    note: str


@dataclass(frozen=True)
class StepView:
    name: str
    text: str


@dataclass(frozen=True)
class WindowView:
    code: str
    name: str
    address: str
    hours: str
    phone: str
    traffic: str


@dataclass(frozen=True)
class DepartmentView:
    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    duties: tuple[str, ...]
    address: str
    hours: str
    phone: str


@dataclass(frozen=True)
class ResultView:
    result_type: str
    name: str
    validity: str


@dataclass(frozen=True)
class SourceView:
    department: str
    url: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None


@dataclass(frozen=True)
class ItemView:
    """Everything an answer about an item needs; codes come with their words."""

    code: str
    name: str
    aliases: tuple[str, ...]
    region_code: str
    region_name: str
    origin: str
    task_state: str
    task_version: int
    task_type: str
    task_type_label: str
    use_level: str
    audience: tuple[str, ...]
    audience_labels: tuple[str, ...]
    project_type: str
    project_type_label: str
    handle_forms: tuple[str, ...]
    handle_form_labels: tuple[str, ...]
    topics: tuple[str, ...]
    summary: str
    who: str
    by_law: tuple[LawView, ...]
    accept_condition: tuple[str, ...]
    materials: tuple[MaterialView, ...]
    is_fee: bool | None
    fee_basis: LawView | None
    fee_explain: str
    fees: tuple[FeeView, ...]
    anticipate_days: int | None
    anticipate_day_type: str
    anticipate_explain: str
    promise_days: int | None
    promise_day_type: str
    steps: tuple[StepView, ...]
    result: ResultView
    special: tuple[str, ...]
    related: tuple[str, ...]
    windows: tuple[WindowView, ...]
    department: DepartmentView
    is_online: bool
    online_depth: str
    online_depth_label: str
    online_url: str
    limit_scene_num: int | None
    is_schedule: bool
    handle_area: str
    consult_phone: str
    supervise_phone: str
    source: SourceView
    has_form: bool
