"""How long a connection may take to say what it wants: uvicorn itself waits for ever for the end of the headers."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN_S = 15.0
MOST_HEADER_BYTES = 64 * 1024


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request line and headers do not come to an end (slow loris), in time or in size."""

    headers_within_s = HEADERS_WITHIN_S
    _giving_up: asyncio.TimerHandle | None = None
    _waiting = True  # for the end of the headers of a request
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        was_waiting = self._waiting
        if was_waiting and self._giving_up is None:  # the next request of a kept connection
            self._wait()
        super().data_received(data)
        if was_waiting and self._waiting:
            self._head += len(data)
            if self._head > MOST_HEADER_BYTES:
                self._give_up()

    def on_headers_complete(self) -> None:
        self._waiting, self._head = False, 0
        self._stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._waiting = True
        super().on_message_complete()

    def _wait(self) -> None:
        self._giving_up = self.loop.call_later(self.headers_within_s, self._give_up)

    def _stop(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _give_up(self) -> None:
        self._stop()
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()
