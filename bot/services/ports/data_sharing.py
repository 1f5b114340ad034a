"""数据共享: another department's record of a person, fetched only with their consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.services.ports.http import HttpPort, PortDown
from bot.settings import get_settings


class DataSharing(Protocol):
    def fetch(self, record: str, id_number: str, consent_no: str) -> Mapping[str, str] | None:
        """The fields of `record` (such as ``household``); None when there is none. Raises PortDown, PortRefused."""


class EmbeddedSharing:
    """Nothing is connected: the citizen fills everything in."""

    def fetch(self, record: str, id_number: str, consent_no: str) -> Mapping[str, str] | None:
        return None


class HttpSharing:
    """`POST {url}/records/{record}` with ``{"id_number", "consent_no"}``, answered by ``{"fields": {…} | null}``."""

    def __init__(self, url: str) -> None:
        self._port = HttpPort(url, tries=2)  # a citizen waits

    def fetch(self, record: str, id_number: str, consent_no: str) -> Mapping[str, str] | None:
        body = {"id_number": id_number, "consent_no": consent_no}
        fields = self._port.call("POST", f"records/{record}", body).get("fields")
        if fields is None:
            return None
        if not isinstance(fields, dict):
            raise PortDown("fields is no object")
        return {str(key): value for key, value in fields.items() if isinstance(value, str)}


def data_sharing() -> DataSharing:
    url = get_settings().data_sharing_url
    return HttpSharing(url) if url else EmbeddedSharing()
