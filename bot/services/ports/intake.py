"""办件受理: a filed case handed to the system that handles it, in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bot.services.ports.http import HttpPort, PortDown
from bot.settings import get_settings

_LONGEST = 64


class CaseIntake(Protocol):
    def submit(self, case: Mapping[str, Any], key: str) -> str:
        """The outside system's own number of the case. The same `key` is the same case. Raises PortDown, PortRefused."""


class EmbeddedIntake:
    """Cases are handled here: the number is the case number."""

    def submit(self, case: Mapping[str, Any], key: str) -> str:
        return str(case["case_no"])


class HttpIntake:
    """`POST {url}/cases` with the case, answered by ``{"number"}``."""

    def __init__(self, url: str) -> None:
        self._port = HttpPort(url)

    def submit(self, case: Mapping[str, Any], key: str) -> str:
        number = self._port.call("POST", "cases", case, key).get("number")
        if not isinstance(number, str) or not 0 < len(number) <= _LONGEST:
            raise PortDown("no number in the reply")
        return number


def case_intake() -> CaseIntake:
    url = get_settings().intake_url
    return HttpIntake(url) if url else EmbeddedIntake()
