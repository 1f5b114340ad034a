"""What somebody on a messaging app did, whatever the app: the common ground of all doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["say", "press", "file", "start", "enter", "edit", "unreadable", "group", "leave"]


@dataclass(frozen=True)
class FileOffer:
    """A file that lies on the platform and can be fetched from it."""

    reference: str
    name: str  # empty where the platform tells none: the content says what it is
    content_type: str
    size: int | None = None  # bytes, where the platform says


@dataclass(frozen=True)
class Event:
    """`text`: what was said, a button's data, the item a link opens, or what kind of thing cannot be read.

    start: a link, a subscription, /start · enter: the chat was opened · edit: an earlier message was changed ·
    group: somewhere where several people speak · leave: they stopped us.
    """

    kind: Kind
    address: str
    text: str = ""
    file: FileOffer | None = None
    reference: str = ""  # what the app wants to hear back, such as the id of a pressed button
