"""What a check has to say about a file: where, and in Chinese what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

_MESSAGES = {
    "missing": "缺少这个字段",
    "extra_forbidden": "不认识的字段，请核对拼写和缩进",
    "string_type": "应当是文字；日期、电话、代码请加引号",
    "int_type": "应当是整数",
    "int_from_float": "应当是整数",
    "float_type": "应当是数字",
    "int_parsing": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "datetime_parsing": "时间应当写成 2026-12-01 08:00 的样子",
    "datetime_from_date_parsing": "时间应当写成 2026-12-01 08:00 的样子",
    "datetime_type": "时间应当写成 2026-12-01 08:00 的样子",
    "list_type": "应当是列表",
    "tuple_type": "应当是列表",
    "dict_type": "应当是“字段: 值”的结构",
    "model_type": "应当是“字段: 值”的结构",
    "model_attributes_type": "应当是“字段: 值”的结构",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "格式不对，应当符合 {pattern}",
    "string_too_long": "太长，最多{max_length}个字",
    "too_short": "至少要有{min_length}项",
    "too_long": "最多只能有{max_length}项",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "value_error": "{error}",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend; `item` is an item code or a FAQ name, empty when the whole file is meant."""

    file: str
    item: str
    field: str
    message: str

    def __str__(self) -> str:
        return " · ".join(part for part in (self.file, self.item, self.field) if part) + f"：{self.message}"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class CheckError(Exception):
    """Content that may not go in; carries every finding."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def field_path(loc: Iterable[Any]) -> str:
    """`("materials", 0, "need")` → `materials[0].need`."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else (f".{part}" if path else str(part))
    return path


def from_validation_error(error: ValidationError, file: str, item: str, prefix: str = "") -> list[Finding]:
    """pydantic's errors as findings, in Chinese."""
    found = []
    for detail in error.errors(include_url=False):
        template = _MESSAGES.get(detail["type"], detail["msg"])
        context = detail.get("ctx", {})
        if detail["type"] == "string_too_short" and context["min_length"] > 1:
            template = "太短，至少{min_length}个字"
        message = template.format(**context) if "{" in template else template
        path = ".".join(part for part in (prefix, field_path(detail["loc"])) if part)
        found.append(Finding(file, item, path, message))
    return found
