"""What an app's own file provides, and how its sending may fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.assistant.messages import Message
from bot.channels.messaging.event import Event, FileOffer
from bot.services.mailbox.deliveries import Part
from bot.services.mailbox.updates import Received

Receive = Callable[[Received], Awaitable[object]]  # stores what came in; raises when it could not


class Blocked(Exception):
    """The citizen stopped us, or is gone: nothing more may be sent to them."""


class Held(Exception):
    """The platform lets us write again only after the citizen does."""


class Refused(Exception):
    """This part can never be sent."""


class Later(Exception):
    """Not now. `seconds`: how long the platform says to wait; `everybody`: it means all we send."""

    def __init__(self, why: str, seconds: float | None = None, *, everybody: bool = False) -> None:
        super().__init__(why)
        self.seconds, self.everybody = seconds, everybody


class Channel(Protocol):
    """An app: its wire format in and out. It holds no rule and keeps nothing."""

    name: str

    def read(self, body: str) -> Event | None:
        """What a stored update says; None for what needs no answer. Never raises."""

    async def acknowledge(self, event: Event) -> None:
        """Whatever the app wants to hear at once; never raises."""

    def draw(self, address: str, conversation_id: str, messages: Sequence[Message]) -> list[Part]:
        """Messages as parts the app takes."""

    def words(self, address: str, text: str) -> list[Part]:
        """One text of the house as parts."""

    async def send(self, part: Part) -> None:
        """Raises Blocked, Held, Refused, Later."""

    async def fetch(self, offer: FileOffer, most_bytes: int) -> bytes:
        """A file somebody sent. Raises Refused and Later."""

    async def collect(self, receive: Receive) -> None:
        """For an app that has to be asked what came in: until cancelled. One that calls us returns at once."""

    async def close(self) -> None: ...
