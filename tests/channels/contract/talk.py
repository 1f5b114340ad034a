"""What the contract asks of a channel's test: a citizen who does what people do on any app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from httpx import Response


class Talk(Protocol):
    channel: str  # its name
    longest: int  # of one text, in whatever the platform counts
    client: Any
    address: str  # what the mailbox calls this citizen

    def greet(self) -> str:
        """The citizen opens the chat as the app lets them; what they are told."""

    def say(self, text: str) -> str:
        """What they are told in answer."""

    def press(self, title: str) -> str:
        """One of `offered`."""

    def press_again(self, data: str, title: str) -> str:
        """What an earlier message offered."""

    def oddity(self) -> str:
        """They send what nobody has heard of."""

    def picture(self, content: bytes) -> str: ...

    def leave(self) -> str:
        """They block or unfollow us."""

    def says(self, text: str) -> Any:
        """The update of a text, not delivered yet."""

    def deliver(self, update: Any) -> Response:
        """The platform's request to our webhook, as it is, waiting for nothing."""

    def trouble(self) -> None:
        """The next message to a citizen finds the platform out of order."""

    @property
    def offered(self) -> Mapping[str, str]:
        """Title to data, of what the last answer offers to press."""

    @property
    def heard(self) -> list[str]:
        """Every text they were ever sent, in order."""
