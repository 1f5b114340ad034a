"""实名核验: do this name and this ID number belong together?"""

from __future__ import annotations

from typing import Protocol

from bot.services.content import today
from bot.services.identity.id_number import InvalidIdNumber, parse_id_number
from bot.services.ports.http import HttpPort, PortDown
from bot.settings import get_settings


class IdentityCheck(Protocol):
    def matches(self, name: str, id_number: str) -> bool | None:
        """None: nobody here can tell. Raises PortDown, PortRefused."""


class EmbeddedCheck:
    """Only a wrong check digit is known to be wrong."""

    def matches(self, name: str, id_number: str) -> bool | None:
        try:
            parse_id_number(id_number, today())
        except InvalidIdNumber:
            return False
        return None


class HttpCheck:
    """`POST {url}/identities` with ``{"name", "id_number"}``, answered by ``{"matches": true | false}``."""

    def __init__(self, url: str) -> None:
        self._port = HttpPort(url, tries=2)  # a citizen waits

    def matches(self, name: str, id_number: str) -> bool | None:
        found = self._port.call("POST", "identities", {"name": name, "id_number": id_number}).get("matches")
        if not isinstance(found, bool):
            raise PortDown("matches is neither true nor false")
        return found


def identity_check() -> IdentityCheck:
    url = get_settings().identity_url
    return HttpCheck(url) if url else EmbeddedCheck()
