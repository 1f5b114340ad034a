"""Reading and writing YAML that people edit: nothing silent, no anchors, no key twice."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

_DEEPEST = 40  # what people write has six; walking a thousand would end in an error without words


class YamlError(Exception):
    """A file that cannot be read; the message is Chinese and names the line."""


class _Loader(yaml.CSafeLoader):
    """Refuses a repeated key (YAML keeps the last one silently)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlError(f"{_where(key.start_mark)}字段名只能是文字")
            if key.value in seen:
                raise YamlError(f"第{key.start_mark.line + 1}行：字段“{key.value}”重复出现")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def parse(text: str) -> Any:
    """The document in `text`. Raises YamlError on bad syntax, anchors, tags and repeated keys."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise YamlError(f"{_where(event.start_mark)}嵌套超过{_DEEPEST}层")
            if getattr(event, "anchor", None):
                raise YamlError(f"{_where(event.start_mark)}不能使用 YAML 锚点（& 和 *）")
            if getattr(event, "tag", None):
                raise YamlError(f"{_where(event.start_mark)}不能使用 YAML 标签（!）")
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        where = _where(getattr(error, "problem_mark", None))
        raise YamlError(f"{where}YAML 格式错误（{getattr(error, 'problem', None) or error}）") from error
    except ValueError as error:  # an impossible date such as 2026-02-30
        raise YamlError(f"有无法识别的值（{error}）") from error


def _where(mark: Any) -> str:
    return f"第{mark.line + 1}行：" if mark is not None else ""


def decode(raw: bytes) -> str:
    """UTF-8 text, with or without a byte order mark. Raises YamlError."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlError("文件不是 UTF-8 编码") from error


class _Dumper(yaml.SafeDumper):
    """Lists indented under their key, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def dump(document: Any) -> str:
    """YAML text that `parse` reads back to an equal document."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
