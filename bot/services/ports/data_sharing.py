"""数据共享: another record of a citizen, to fill a form in with; asked after a consent to this very source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.db.session import read_session
from bot.services.applications.earlier import values_of
from bot.services.forms.schema import Attribute
from bot.services.ports.http import HttpPort, PortDown
from bot.services.ports.sources import Source
from bot.settings import get_settings

_LONGEST = 200  # characters of a value


@dataclass(frozen=True)
class Person:
    """A proven citizen; `consent`: the number of the ledger's entry, `item`: what is applied for."""

    citizen_id: int
    mobile: str
    id_number: str | None
    consent: int
    item: str


class DataSharing(Protocol):
    def fetch(self, source: Source, who: Person, wanted: Sequence[Attribute]) -> Mapping[Attribute, str]:
        """What the source knows of `wanted`, as it writes it; {} when it knows nothing. Raises PortDown, PortRefused."""


class EmbeddedSharing:
    """The citizen's own earlier applications in this database."""

    def fetch(self, source: Source, who: Person, wanted: Sequence[Attribute]) -> Mapping[Attribute, str]:
        with read_session() as session:
            found = values_of(session, who.citizen_id)
        return {name: value for name, value in found.items() if name in wanted}


class HttpSharing:
    """`POST {url}/records` with ``{"source", "mobile", "id_number", "fields", "item", "consent"}``, answered by
    ``{"values": {field: text}}``."""

    def __init__(self, url: str) -> None:
        self._port = HttpPort(url, tries=2)  # a citizen waits

    def fetch(self, source: Source, who: Person, wanted: Sequence[Attribute]) -> Mapping[Attribute, str]:
        body = {
            "source": source.code,
            "mobile": who.mobile,
            "id_number": who.id_number,
            "fields": list(wanted),
            "item": who.item,
            "consent": who.consent,
        }
        values = self._port.call("POST", "records", body, f"sharing:{who.consent}").get("values")
        if not isinstance(values, dict):
            raise PortDown("values is no object")
        return {
            name: value
            for name in wanted
            if isinstance(value := values.get(name), str) and 0 < len(value.strip()) <= _LONGEST
        }


def sharing_of(source: Source) -> DataSharing:
    url = get_settings().sharing_url
    return HttpSharing(url) if source.via == "outside" and url else EmbeddedSharing()
