"""XML of the platforms: one level of fields. Entities are refused, and nothing but text is a value."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotXml(ValueError):
    pass


def fields(raw: bytes) -> dict[str, Any]:
    """What stands in `<xml>`. Raises NotXml for anything else, a declared entity among it."""
    try:
        found = xmltodict.parse(raw, disable_entities=True, xml_attribs=False)
    except (ExpatError, ValueError, LookupError, RecursionError):  # LookupError: an encoding nobody knows
        raise NotXml from None
    inner = found.get("xml")
    if not isinstance(inner, dict):
        raise NotXml
    return inner


def text(found: dict[str, Any], name: str, most: int = 8192) -> str:
    """A field; nothing when it is absent, twice there, or has fields of its own."""
    value = found.get(name)
    return value[:most] if isinstance(value, str) else ""


def harmless(words: str) -> str:
    """Words as they can stand in CDATA, where a client takes `<a` for a link."""
    return re.sub(r"<(?=[A-Za-z/!])", "＜", _NOT_XML.sub("", words)).replace("]]>", "]]＞")
